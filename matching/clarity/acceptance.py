"""Acceptance: a figure with its unit by which both sides can tell whether it works."""

from __future__ import annotations

import re

from matching.clarity.findings import Finding
from matching.clarity.need import Clause, Need
from matching.requirements.quantities import Quantity

_BY_THIS = re.compile(
    r"以[^，。]{2,30}验收|[一二两三四五六七八九十\d]+个?(?:秒|分钟|小时|天|日)内?(?:出(?!现|发|入|勤|栏)|判(?!决)|预?审(?!批)|定出|查完|跑完|报到|算完|给出|说[出清])|当[日天](?:知[道晓]|出|报|给)|目标[^，]{0,4}[降升提压]到"
    r"|(?:系数|指数|KS|AUC|F1)[^，]{0,8}\d\.\d|验收(?:看|指标|标准)[^，]{2,}|盲[听评]|评定|演练|才算|算(?:通过|合格|"
    r"过)|一刻钟|(?:减|降|少|减少|缩短|压减)(?:一)?半|正负(?=[一二三四五六七八九十\d])|为零|清零"
    r"|零(?:事故|爆炸|漏报)"
)
# Figures of what happened or of what is there.
_PAST = re.compile(
    r"去年|前年|上月|上次|上半年|近[一二三两\d]+年|现在|目前|如今|以前|平均(?=每)|只有|已|才|"
    r"有的|不足|最慢|最长|当时|比[^，]{1,4}前|仅|仍|年前|以内有|曾|(?<!多)占(?![地用道])|每停|发生"
)
_INDICATOR = re.compile(
    r"(?:准确|识别|检出|误报|漏报|漏检|满意|通过|覆盖|完成|办结|成功|故障|死亡|合格|利用|命中)[率度]?"
    r"|精[度准]|效率|响应|速度|时效|成本|能耗|提前量|实时|及时|质量"
)
_WISH_WORD = re.compile(
    r"(?:提升|提高|降低|减少|缩短|缓解|改善|增强|加强|明显|显著|大幅|更[快准好精]|第一次就|"
    r"降本增效|取得[^，]{0,4}成效|效果|精准|实时|及时|快速|高效|准确|要准|促进|推进|清晰|"
    r"提供支撑|赋能|示范|服务企业|看得清|之前就知道)"
)
_AIM = re.compile(
    r"提升|提高|降低|减少|缩短|缓解|改善|增强|明显|显著|大幅|降本增效|成效|效果|更[快准好]|准确|"
    r"示范|响应快|响应及时"
)
_NO_MORE = re.compile(r"不(?:能|得|要|可)?多(?:占|等|出|花)")
_BARE_NUMBER = re.compile(
    r"(?<!系数)(?<!指数)(?:提升|提高|降低|达到?|达到|缩短|不低于|不少于|超过)\s*(?:了)?(\d+(?:\.\d+)?)(?![\d%％‰.]"
    r"|\s*[\u4e00-\u9fffA-Za-z℃])"
)


def read_acceptance(need: Need) -> Finding:
    """Clear by a figure that is asked for; vague by an indicator or an aim without one."""
    for clause in need.clauses:
        match = _BY_THIS.search(clause.text)
        if match is not None:
            return clause.found(match).finding("acceptance", "clear")
    for clause in need.clauses:
        for quantity in clause.quantities:
            if _is_asked(clause, quantity):
                return clause.between(quantity.start, quantity.end).finding("acceptance", "clear")
    wishes = tuple(clause for clause in need.prose if clause.asks)
    for pattern, reason, where in (
        (_BARE_NUMBER, "no_unit", need.prose),
        (_WISH_WORD, "no_number", wishes),
        (_AIM, "no_number", need.prose),
    ):
        found = need.first(pattern, where)
        if found is not None:
            return found.finding("acceptance", "vague", reason)
    return Finding("acceptance", "missing", "nothing")


def _is_asked(clause: Clause, quantity: Quantity) -> bool:
    """Whether a figure is one to be reached, rather than one that tells how things are."""
    if quantity.dimension == "money" or _PAST.search(clause.text):
        return False
    if quantity.direction != "plain" or _NO_MORE.search(clause.text) or quantity.dimension == "change":
        return True
    if quantity.aim is not None and _INDICATOR.search(clause.text):
        return True
    return clause.asks and quantity.dimension in ("ratio", "time")
