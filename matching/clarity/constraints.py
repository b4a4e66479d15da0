"""Constraints: what the answer must not do, or must live with."""

from __future__ import annotations

import re

from matching.clarity.findings import Finding
from matching.clarity.need import Clause, Found, Need, written
from matching.requirements.constraints import wanted_constraints

# Said as a limit, in whatever kind of clause: forbidden, allowed alone, left to a person, ruled by name.
_RULED = re.compile(
    r"(?<![记少怪顾要舍恨由巴见懒])不得(?!几|了|不|已)|(?<!拿)不[许准](?=[一-鿿])(?!确|时)|不可(?!避免|或缺|分|少|靠|接受|见|辨|知|控|持续|逆|比|估|用|读|行|思)|不(?:接受|允许|愿意?|同意|让|想让?(?=装))"
    r"|(?<![能还我都也又])(?:不能|不应)(?!及时|有效|满足|发现|准确|准$|判断|打车|给出|看|用$|说|识别|反映|靠|总|[^，]{0,4}误[报判叫认])"
    r"|禁止(?![三类、]|使用)|严禁|禁用|避免(?=[改动伤碰影惊扰停])"
    r"|只许|只准|仅限|只限"
    r"|必须(?!在|提前)|(?<!亟)(?<!无)(?<!急)须(?:满足|写明|由|经|能|符合|先|可|耐|防|有|通过|留|用|同时|让|人|在[^，]{0,6}(?:网|院|厂|本地|现场|后台|库))"
    r"|[断停][电网]?了?[^，]{0,3}也[要得能]|[要需]由人|由[^，]{1,8}(?:复核|确认|签字|签发|认可|说了算|为准|作最后)|人[^，]{0,2}点?确认|以[^，]{2,14}为准"
    r"|[一-鿿]{2}(?:安全|保护|管理|促进)法(?!院|官)|条例|GB[/ ]?T?|NB/T"
    r"|符合[A-Z《]|等保[二三]级|持证(?:上岗|人员)"
)
# Words that limit where they describe, and are an anecdote where a happening is told.
_LIMITS = re.compile(
    r"(?:只能|只可|仅能)(?!靠|抽|等|再|估|听|看|砍|自己|导出|走|说|干|凭|贴|查|下|测|打|反映)|不(?:肯|改|停(?![地歇摆叫响留])|用(?=[记带装换改停另人拆接登联下])|会用(?:智能)?手机|识字|立|新立|大换|新增|封|占|外传|上传|装|登|挖|打孔|新建|破坏?|锁|碰|影响|拆|再需要|碍|宜|"
    r"多占|伤|吵|另|开挖|误工|耽误|中断|抽血|扎|剥|采人|采集|录|照射|收(?!费)|增加|加人|添|出(?:院|厂|局|网|校|馆|域|机房|人社|现场|法|境|门|省|市))"
    r"|(?<![看认查找说分做交拿露摸听读写算测想吐进拔拉退寄付发搬])都?不出(?:院|厂|局|网|校|馆|域|政|机房|所|区|园|境)"
    r"|防爆|防水(?:等级|要求|型)|防雷|防尘(?:等级)?|IP\s?\d\d|国产(?!化替代)|信创|离线|断网|脱敏|打码(?!机)|遮(?:住|脸|挡掉)|隐私|密文|[留存][^，]{0,4}年(?![轻代])|年可查"
    r"|本地部署|院内部署|要过检|[挂撑顶吃]得住|适用于|适配|可回收|兼容|耐受|能耐|耐得住|扛得住|利旧|现成的|现有[^，]{0,8}(?:接上|不动|不换|不变)|接[^，]{0,4}现有"
    r"|写进|要接(?=[入进到现])|随时(?:可以)?接手|反光(?![镜衣条膜])|信号[不差]|零下|布点不超过|留在|自带|能靠|接进|当天能|两小时内|[停断]电[^，]{0,6}[也时后必]"
    r"|都要(?:准|能)|要能(?!够|自)[^，、等]{2,14}$|接[到进入][^，]{0,8}系统|越少越好|(?<!缺)少量(?!化)|每[处台户口头亩槽座套根只株站点][^，]{0,8}元|封顶|限[重高宽速]|没有[^，]{1,6}可用|年内?不[换坏]|免换|免维护|免布线"
    r"|(?<!到)没有?(?:市电|网线|电源|信号|宽带|电(?![话脑子梯动]))|无(?:市电|电源|信号|网络)|时有时无|同样要|照样[能要得准可照用]"
    r"|也要(?!命|是|求)|也得(?:能|管用|准|看得|照|灵|扛)|也能(?:用|看|准|测|干)|照常(?:开放|营业|运行|通行)"
    r"|可复[算现]|经得起|落到具体|去向可查|非(?:破坏|接触|侵入)|无损|不留痕"
)
_GENERAL = re.compile(
    r"(?:符合|满足|按照|遵循)[^，]{0,6}(?:相关|有关|国家|行业|规定|标准|规范|要求|评审|需要)|"
    r"相关标准|(?:安全|稳定|可靠|易用|先进|成熟|灵活|开放|友好|完善|简便|便捷|前瞻性?|可扩展性?|"
    r"扩展性|兼容性强?)(?:性|可靠|稳定|可控|性强)?"
    r"|保障(?:数据|信息|网络)安全"
)
# A bound on size, weight, cost or number binds the answer; one on time or share says how good it must be.
_BOUND = re.compile(r"^(?:length|area|mass|volume|money|temperature|sound|power|count:[个人名台米点套])$")
_QUALITY = re.compile(r"误|漏|错|偏差|精度|准确|识别|检出|召回|降|减|压[到至]|浓度|含量|占|每[天日]最多")
# So much there is, and no more.
_SCARCE = re.compile(
    r"(?:[车船艇机柱辆]只有|上限|[^天日]最多|至多|只够|只批了?|预算(?:每项|每单|单[户台件只])?)$"
)
# So long a text names a limit in words of its own trade if it names none of the above.
_LONG = 400


def read_constraints(need: Need) -> Finding:
    """Clear by a limit that can be kept or broken; vague by 符合有关标准 and 安全可靠."""
    for clause in need.clauses:
        found = _limit(clause)
        if found is not None:
            return found.finding("constraints", "clear")
    if written(need.prose) > _LONG:
        return Finding("constraints", "clear")
    general = need.first(_GENERAL)
    if general is not None:
        return general.finding("constraints", "vague", "general")
    return Finding("constraints", "missing", "nothing")


def _limit(clause: Clause) -> Found | None:
    """What in a clause limits the answer."""
    match = _RULED.search(clause.text) or (None if clause.tells else _LIMITS.search(clause.text))
    if match is not None:
        return clause.found(match)
    if clause.tells or (_GENERAL.search(clause.text) and not clause.quantities):
        return None
    for quantity in clause.quantities:
        if _SCARCE.search(quantity.before) and quantity.dimension not in (
            "ratio",
            "count:次",
            "count:人",
            "count:名",
        ):
            return clause.between(quantity.start, quantity.end)
        if (
            quantity.direction == "at_most"
            and _BOUND.match(quantity.dimension)
            and not _QUALITY.search(clause.text)
        ):
            return clause.between(quantity.start, quantity.end)
    return clause.whole() if clause.passage.field != "title" and wanted_constraints(clause.text) else None
