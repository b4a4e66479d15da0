"""Finds what a supply says it does not do, and what it needs first: candid limits, which fail a point."""

from __future__ import annotations

import re

from matching.requirements.numerals import fold

_CANNOT = re.compile(
    r"(?:暂不|尚不|尚未|暂未|无法|不能|不可|不再|并不|本身不|不)(?:支持|含|包含|包括|处理|核对|提供|负责|识别|检测|涉及|适用|覆盖|管(?!道|线|理)|做|具备|开放|判断|监测|预测|测|接受|与)"
    r"|(?:仅|只)(?:支持|限于?|能|可|适用|管(?!道|线|理)|做|勾画|针对|面向|负责|提供|用于|识别|看)"
)
_NEEDS = re.compile(
    r"前提是|(?<![无不])(?:需|须)(?!求|要求)[^，。；无不]{0,6}(?:停机|停产|替换|更换|增加|新增|加装|开启|另购|另行|改造|先|现场)"
)


def limit_in(sentence: str) -> str:
    """The stretch in which a sentence states a limit, to its end; empty when it states none."""
    folded = fold(sentence)
    found = _CANNOT.search(folded) or _NEEDS.search(folded)
    return sentence[found.start() :] if found else ""


def denies(point: str) -> bool:
    """Whether a point itself asks for something not to be: then a supply's 不 may well agree with it."""
    return bool(re.search(r"不(?:能|得|许|可|准|要|再|需|用|改|换|加|影响)|禁|无须|无需|免", fold(point)))
