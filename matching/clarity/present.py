"""Present way of working: how it is done today, step by step or by whom."""

from __future__ import annotations

import re

from matching.clarity.findings import Finding
from matching.clarity.need import Clause, Need
from matching.clarity.people import find_people
from matching.clarity.users import is_people

_WAY = re.compile(
    r"靠(?!谱|近|山|边|性|右|左|岸|人工|传统|窄带|网络|卫星|电池|太阳|运气)|凭(?!证|借)|手[写抄动记敲抓工](?!接管|放行$)|口述|"
    r"念[^书]{0,3}[单号名稿]|抄|纸[质单]|纸面|逐[个张条份件家户本页]|一[份件张条个家户]一?[份件张条个家户]|挨[个家]|"
    r"打[电勾]|(?:打|接|回|个|通)电话(?!诉求)|电话(?:里|问|喊|通知|约)|微信群|发[到群]"
    r"|抽[查检样](?!发现|显示|标称|结果|反映)|翻[看查箱]|目[测视]|肉眼|放大镜|手电|灯[下箱]|巡(?!线$|检任务)|"
    r"[看贴盯摸听闻嗅抓]一?[遍圈眼片冒着]|对着|拿[^出到]{1,6}[看量照拍称]|拍[照一下]|填表|报表格"
    r"|手账|台账里|本子|表格|白板|记[在账]|蹲守|上门|敲门|骑[着了三摩电]"
    r"|每(?:隔)?[一二两三四五六七八九十百几半\d]*(?:天|日|周|个?月|班|个?小时|分钟|季度?|年|"
    r"学期)[^，]{0,6}(?:[查看抄走拍数巡测转跑评轮验]|只能)"
    r"|(?:目前|现在|如今|现由|平时|眼下|以前|原来|现行)[^，]{3,}|只能(?:靠|抽|等|再|估|听|看|砍)"
    r"|[看抄翻录量]完|值班员看|固定(?:时长|方案)|眼看|再[录敲画贴改派]|送样单|跑一[户趟遍]|赶到|"
    r"[等听闻]见[^，]{0,6}(?:才|就|时)"
    r"|[一二两三四五六七八九十几\d][名个位](?!百分)(?:[\u4e00-\u9fff]{1,8})(?:[看巡抄查盯数验写分]|一天|走|骑|轮|跑|管|守|比)|"
    r"才(?:知道|发现|报)|[看听][到见]就|试过|立过|放鞭炮|年年|办法是|一月去|[只就]有[一二两三四五六七八九十\d]+名"
    r"|现有[^，]{4,}|做法|(?:方式|办法|手段|模式)[^，]{0,4}(?:难以|不能|无法|跟不上)|往年|以往|历来|外[包请聘](?!企|单位|服)|定期[^，]{1,6}|试[抽跑]|在干|(?<!定价|统计)依据(?![不可标])[^，]{4,}|沿用|依赖(?![性度日程])|以[^，]{2,12}为主|[一-鿿]过[^，]{0,2}[一二两三几\d]+次|[只仅][装测查检抽设配](?!能)|排[期队][^，]{0,3}[一二两三四五六七八九十\d]+余?[天个小]|只能覆盖|分别(?=申报|建设|管理|采购|上报|负责|登记)|各自|要[一二两三四五六七八九十半\d]+个?(?:小时|分钟|天|周|礼拜|月|钟头)|一年[一两二三四][测次回遍轮]|一[天夜晚班][一-鿿]{1,3}[几两三四五六七八九十百千]|送[^，]{0,3}[检院样]|每[^，]{0,4}一(?:航次|次|遍|轮|趟|回)(?!性)|先[^，]{1,8}(?:再|后)|互不相干|到家(?!庭)|各管各|压到天亮|算一遍|用[^，]{1,8}(?:拍|量|记|看|排|打|画|喊)"
)
_BY_HAND = re.compile(
    r"(?:主要|目前|现在|仍)?[^，]{0,4}(?:依靠|靠|以|采用)?(?:人工|手工|传统(?:方式|手段|方法))[^，]{0,8}"
    r"|自动化程度[^，]{0,4}低|手段(?:单一|落后|不足)|现有[^，]{0,8}(?:水平|程度)[^，]{0,3}[低高]"
)
# 目前主要依靠人工审核 tells no more than that. What is done by hand, by whom, how much or how long tells how.
_MORE = re.compile(r"(?:人工|手工)[^，]{6,}|(?:传统|现有)[^，]{10,}|\d|[二两三四五六七八九十百千][一-鿿]")
# A crew, not a population; and work that comes so often.
_HANDS = 100
_LOAD = re.compile(
    r"[日月年周人]均|每[日月年季周天班轮页件份个例]|[日月年周][^，]{0,4}[\d一二三四五六七八九十百千万]+|一[季年天月轮]"
)
# Who narrates so much tells how things go, whatever his words.
_MUCH = 14
# What follows the subject: not that they are few, old, unhappy or say something.
_DOES = re.compile(
    r"(?:们|都|也|还|常|每|兼职|自己|实时|临时|平均|手动|已经|只|先|再|就|[一二两三四五六七八九十\d]+[名个位人])*"
    r"(?:到达|到场|管理|管着|听|看|查|核|记|写|填|送|收|找|翻|跑|量|测|抄|背|等|盯|守|巡|拿|用|按|去|来|录|审|登记|统计|汇总|上报|"
    r"整理|判断|估|挑|分|搬|拍|爬|调|配|往返|奔波|轮|值|开车|骑|走|带)(?![用户手求量法]|价值|期)[^，]{2,}"
)
_WISHED = re.compile(
    r"允许|误[报跳停喊唤][^，]{0,8}(?:不|少|低于|以下|以内|控制|[≤<])|不超|不到一|自动|智能|希望|(?<!规范)(?<!考核)(?<!相关)(?<!有关)要求|支持|具备|实现|建设|"
    r"等功能|平台|报警$"
)


def read_present(need: Need) -> Finding:
    """Clear by how it is done now; vague where all that is said is that it is done by hand."""
    told = tuple(clause for clause in need.told if not _WISHED.search(clause.text))
    for clause in told:
        bare = _BY_HAND.search(clause.text)
        match = bare if bare is not None and _says_more(clause) else _WAY.search(clause.text)
        if match is not None and (bare is None or match is bare):
            return clause.found(match).finding("present", "clear")
        if bare is None and _somebody_works(clause):
            return clause.whole().finding("present", "clear")
    if need.narrated > _MUCH or _is_staffed(need.told):
        return Finding("present", "clear")
    by_hand = need.first(_BY_HAND, need.clauses)
    if by_hand is not None:
        return by_hand.finding("present", "vague", "by_hand")
    return Finding("present", "missing", "nothing")


def _somebody_works(clause: Clause) -> bool:
    """Whether somebody is the subject of something done: 乡镇水管员兼职管理土石坝."""
    somebody = find_people(clause.text)
    return somebody is not None and _DOES.match(clause.text, somebody.end()) is not None


def _says_more(by_hand: Clause) -> bool:
    """Whether a clause says more than that it is done by hand."""
    return _MORE.search(by_hand.text) is not None or find_people(by_hand.text) is not None


def _is_staffed(told: tuple[Clause, ...]) -> bool:
    """Whether so many hands stand beside so much work: who does it today is told by that."""
    hands = any(is_people(q) and q.high <= _HANDS for c in told for q in c.quantities)
    return hands and any(_LOAD.search(clause.text) for clause in told)
