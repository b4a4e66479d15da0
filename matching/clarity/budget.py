"""Budget and time: how much there is, and by when."""

from __future__ import annotations

import re

from matching.clarity.findings import Finding
from matching.clarity.need import Found, Need

_MONEY = re.compile(r"预算|经费|资金|投入|总价|限价|造价")
_TIME = re.compile(
    r"工期|\d日(?:之)?前|[一二三四五六七八九十\d]+个月内|(?:[一二三四五六七八九十\d]+月|月底|年底|年内|春节|国庆|汛期|开学|学期末?|明年[^，]{0,6})(?:之)?前"
    r"|(?:交付|上线|投用|完成|建成)[^，]{0,6}(?:\d|[一二三四五六七八九十])"
)
_LOOSE = re.compile(
    r"尽快|尽早|早日|适时|抓紧|面议|(?:预算|经费|资金|投入)[^，]{0,4}(?:适当|若干|合理|视情况|"
    r"待定|充足)|根据实际情况"
)


def read_budget(need: Need) -> Finding:
    """Clear with an amount and a date; vague with one of them, or with 面议 and 尽快."""
    has_money = need.document.budget_wan is not None or _amount(need) is not None
    has_time = need.document.deadline is not None or need.first(_TIME, need.prose) is not None
    if has_money and has_time:
        return Finding("budget", "clear")
    loose = need.first(_LOOSE, need.prose)
    if loose is not None:
        return loose.finding("budget", "vague", "loose")
    if has_money:
        return Finding("budget", "vague", "no_time")
    if has_time:
        return Finding("budget", "vague", "no_amount")
    return Finding("budget", "missing", "nothing")


def _amount(need: Need) -> Found | None:
    for clause in need.prose:
        match = _MONEY.search(clause.text)
        if match is not None and any(q.dimension == "money" for q in clause.quantities):
            return clause.found(match)
    return None
