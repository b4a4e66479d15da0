"""Problem: a trouble that somebody has, rather than a product to buy or a slogan."""

from __future__ import annotations

import re

from matching.clarity.findings import Finding
from matching.clarity.need import Clause, Found, Need, written

# What goes wrong, in the words of those it happens to.
_TROUBLE = re.compile(
    r"漏[看判检报接失扫发装]|退[货回]|索赔|投诉|报废|返工|撞|摔|起火|火灾|冒烟|着火|[抢排]队|"
    r"拥?堵死|找不[到准着]|[查测量认分看听进跑顾忙盯接管抄修说批拍调轮赶]不(?:[到准了清见着进来过]"
    r"|过来|出)"
    r"|跟不上|来不及|没人|没有人|误[报判诊]|积压|[压拖](?:到|了|上)|拖延|耽误|崩|[停断][电机水]|"
    r"坏|死[淘鱼亡]?|病了|倒[掉伏]|浪费|[发抓认数称]错|出错|错[了发]|丢[失了]|挤|翻[垃找塘]|"
    r"才(?:知道|发现|报|到|看|露|走|能)"
    r"|扯皮|代偿|难[以管查看听受]|受损|淹|烧|漏[水气电液]|砍|伤|虚报|账外|偷|脱管|重复|瞌睡|眼[就都也]?[花涩]"
    r"|(?<!方)凉了|脱落|磨掉|堆[死出满]|不吃|晕|逾期|超[期限]|罢工|空着|缺(?:料|勤|氧)"
    r"|[太最偏](?:慢|晚|久|迟|多|高|累|乱|怕)|又[乱慢]|等(?:到|了?[一二两三四五六七八九十百几半\d])"
    r"|[跑排]一?[趟遍]|抱怨|火大|意见很?大|担心|危险|风险大|事故|喊|吃不上|对不上|不足[一二三四五六七八九\d]"
    r"|失[准误真控联守效]|混乱|滞后|陈旧|[多频]发(?![点挥布])|引发|未(?:被|能|通过|及时)|缺失|虚化|脱节|违规|以次充好|延期|超耗|超支|争[水电抢]|造成|导致|老化|混入|隐蔽|到期|人员不足|欺诈|舞弊|伪造|造假|[迟谎]报|误用|污染|纠纷|流失|瓶颈"
    r"|不明|不闭环|可用性差|率(?:较|偏)?低(?!于)|[账实图物]不符|衰减|劣化|断档|难落实|流于形式|打架|推诿"
    r"|不及时|不能及时|无法|没法|一个字也|不到[一二三四五六七八九十\d]|一半时间|剩(?:两|下|得)|"
    r"识字不多|反复|时有发生|参差|不[灵稳匀]|断[了缆]|互不相干|买电|涨到"
)
_GENERAL = re.compile(
    r"效率(?:较|不|偏|很|低)[低高]?|水平(?:较|不|偏|低)[低高]?|(?:能力|手段|力量|经验|人力|"
    r"信息化|自动化)[^，]{0,4}(?:不足|落后|薄弱|有限|较?低|欠缺)|(?:难度|压力|工作量)(?:较|"
    r"很)?大|任务(?:较|很)?[重繁]"
    r"|有待|亟[需待]|量大面广|不理想|成本(?:较|偏|过|很)?高|(?:能耗|费用)(?:较|偏|过|很)?高|"
    r"[案事]件多|时间长|体验(?:不佳|较差|差)|意见较大|管理(?:较|很)?粗放|拥[堵挤]|工作量"
)
_PRODUCT = re.compile(
    r"(?:建设|搭建|打造|建立|上线|采购|引入|引进|开发|构建|部署|采用|利用|运用|应用|规划|借助|"
    r"通过|升级|购置|拟建|需要一套)[^，]{0,24}"
    r"(?:平台|系统|大脑|模型|中台|基地|示范|工厂|工地|课堂|法院|MES|ERP|技术|手段|算法|模块|客服"
    r"|风控|驾驶舱|智能体|无人机|机器人|摄像头|软件|AI|VR|等)"
)
_SLOGAN = re.compile(
    r"(?:提升|提高|增强|推进|促进|推动|赋能|打造|探索|发展|实现|加强|优化|改善|助力|降本增效|"
    r"全面)[^，]{0,20}"
    r"|数字化(?!了)|智能化|现代化|智慧化|需求$|项目$|平台$|系统$"
)
_GROUND = re.compile(
    r"^(?:对|按照?|依据|根据|面向|为了?(?!何)|以(?!前|往)|针对|结合|依托|重点|应|须|请|及时|按|通过)|(?:同时|前提下|基础上|过程中)$"
)
# Less than this tells nobody anything.
_SHORTEST = 12
# Who tells so much in words of their own tells a situation, whatever its words.
_ENOUGH = 24


def read_problem(need: Need) -> Finding:
    """Clear by a concrete trouble; vague by a product, a general complaint or a slogan in its place."""
    told = tuple(c for c in need.clauses if not c.asks or c.passage.field == "title")
    trouble = need.first(_TROUBLE, told)
    if trouble is not None and not _is_only_general(trouble):
        return trouble.finding("problem", "clear")
    counted = _counted_complaint(told)
    if counted is not None:
        return counted.finding("problem", "clear")
    if written(clause for clause in told if _is_concrete(clause)) >= _ENOUGH:
        return Finding("problem", "clear")
    for pattern, reason in ((_GENERAL, "general"), (_PRODUCT, "product"), (_SLOGAN, "slogan")):
        found = need.first(pattern, need.prose) or need.first(pattern)
        if found is not None:
            return found.finding("problem", "vague", reason)
    if written(need.prose) < _SHORTEST:
        return Finding("problem", "missing", "nothing")
    if need.prose and written(clause for clause in told if _says_how_it_is(clause)) < _SHORTEST:
        return need.prose[0].whole().finding("problem", "vague", "slogan")
    return Finding("problem", "clear")


def _says_how_it_is(clause: Clause) -> bool:
    """Whether a clause tells anything, rather than on what ground or to what end something is wished."""
    return (clause.passage.field != "title" or bool(clause.quantities)) and not _GROUND.search(clause.text)


def _is_concrete(clause: Clause) -> bool:
    """Whether a clause of the prose is free of slogans, general complaints and products."""
    if clause.passage.field == "title":
        return False
    return not any(pattern.search(clause.text) for pattern in (_GENERAL, _PRODUCT, _SLOGAN))


def _is_only_general(found: Found) -> bool:
    """A word of trouble that is part of a general complaint."""
    clause = found.clause
    general = _GENERAL.search(clause.text)
    return general is not None and general.start() <= found.start < general.end()


def _counted_complaint(told: tuple[Clause, ...]) -> Found | None:
    """能耗高 is general; 能耗高出同行三成 is not."""
    for clause in told:
        general = _GENERAL.search(clause.text)
        if general is not None and clause.quantities:
            return clause.found(general)
    return None
