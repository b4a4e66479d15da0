"""Finds the numbers with units of a text, and which way each is meant: at least, at most, or plain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from matching.requirements.nouns import Aim, aim_of
from matching.requirements.numerals import NUMBER, fold, value_of
from matching.requirements.units import UNIT, measure

Direction = Literal["at_least", "at_most", "plain"]


@dataclass(frozen=True)
class Quantity:
    """A number with its unit. `low` and `high` are in the dimension's base unit and differ for a range.

    `text` is how it is written, `start` and `end` where; `before` and `after` are the words around it in its
    clause; `aim` says whether more or less of it is better, as far as those words tell.
    """

    low: float
    high: float
    dimension: str
    direction: Direction
    aim: Aim | None
    text: str
    start: int
    end: int
    before: str
    after: str


_FRACTION = rf"(?P<of>百|千|万)分之(?P<share>{NUMBER})"
_TENTHS = (
    r"(?P<tenths>[一二两三四五六七八九几\d])成(?P<half>半|[一二三四五六七八九])?(?![本为功员立熟交效品])"
)
_ONE = rf"(?P<number>{NUMBER})(?P<loose>多|余|来)?(?:个(?P<and>半))?(?P<unit>{UNIT})(?P<more>半(?!径|成|自))?"
_RANGE = (
    rf"(?P<first>{NUMBER})(?P<unit1>{UNIT})?\s*(?:至|到|[~～—–]|-)\s*(?P<second>{NUMBER})(?P<unit2>{UNIT})"
)
_RATING = r"ip(?P<rating>\d\d)"
_FINDER = re.compile(
    f"(?P<range>{_RANGE})|(?P<fraction>{_FRACTION})|(?P<tens>{_TENTHS})|(?P<ip>{_RATING})|(?P<one>{_ONE})"
)
_CLAUSE_END = "，。；！？、,;!?\n：:（）()"

_NOT = r"不(?:得|能|可|应|宜|许|要)?(?:再)?"
_LEAST_BEFORE = re.compile(
    rf"(?:{_NOT}(?:低于|少于|小于|短于|弱于)|至少|最少|起码|≥|>=|>|(?<!不)(?<!得)(?<!能)(?<!可)(?:大于|高于|多于|超过|长于|超)"
    r"|(?:提高|提升|升|提|增|增加|扩大?)(?:到|至)|达到?|提前)\s*(?:约|了)?$"
)
_MOST_BEFORE = re.compile(
    rf"(?:{_NOT}(?:超过|高于|大于|多于|长于|超出|超|突破)|最多|至多|最长|≤|<=|<|(?<!不)(?<!得)(?<!能)(?<!可)(?:小于|低于|少于|短于)|不足|不到"
    r"|(?:压降?|降低?|缩短?|减少?|控制|缩减|压缩|限)(?:到|至|在|为)|限|封顶)\s*(?:约)?$"
)
_CHANGE_BEFORE = re.compile(
    r"(?:下降|降低|降|减少|缩短|压减|节省|节约|提升|提高|增加|增长|上升)(?:了|约|近|超过|不低于|不少于)?$"
)
_LEAST_AFTER = re.compile(r"^(?:及以上|以上|起(?!来)|不止|不换|不用换|不坏|朝上)")
_MOST_AFTER = re.compile(r"^(?:及以下|以内|之内|以下|内(?![存网部蒙置容])|之前|前(?![端后往置])|封顶)")


def find_quantities(text: str) -> list[Quantity]:
    """All quantities of `text`, in order; offsets refer to `text`."""
    return list(_quantities(fold(text), text))


def _quantities(folded: str, text: str) -> Iterator[Quantity]:
    for match in _FINDER.finditer(folded):
        measured = _measured(match)
        if measured is None:
            continue
        low, high, dimension = measured
        before, after = _around(folded, match.start(), match.end())
        direction, aim = _direction(before, after), aim_of(before, after, dimension)
        if dimension == "ratio" and _CHANGE_BEFORE.search(before):
            # 能耗降两成 asks how far something changes, which no level (能耗85%) answers.
            dimension, aim = "change", "more"
            direction = "at_least" if direction == "plain" else direction
        written = text[match.start() : match.end()]
        yield Quantity(
            low, high, dimension, direction, aim, written, match.start(), match.end(), before, after
        )


def _measured(match: re.Match[str]) -> tuple[float, float, str] | None:
    """Low, high and dimension of one find."""
    if match["range"]:
        return _range(match)
    if match["fraction"]:
        share = value_of(match["share"])
        return (
            None if share is None else _twice(share / {"百": 100, "千": 1e3, "万": 1e4}[match["of"]], "ratio")
        )
    if match["tens"]:
        tenths = value_of(match["tenths"]) or 0.0
        half = (
            {"半": 5.0, None: 0.0}.get(match["half"])
            if match["half"] in ("半", None)
            else value_of(match["half"])
        )
        return _twice(tenths / 10 + (half or 0.0) / 100, "ratio")
    if match["ip"]:
        return _twice(float(match["rating"]), "protection")
    return _single(match)


def _twice(value: float, dimension: str) -> tuple[float, float, str]:
    return value, value, dimension


def _single(match: re.Match[str]) -> tuple[float, float, str] | None:
    number, unit = match["number"], match["unit"]
    value = value_of(number)
    if value is None or (number == "一" and unit in "个点级班位口类条"):
        return None  # 一个, 一点, 一级: an article, not a count
    if unit == "月" and not match["and"]:
        return None  # 九月: a date, where 九个月 is a time
    dimension, size = measure(unit)
    value += 0.5 if match["and"] or match["more"] else 0.0
    return _twice(value * size, dimension)


def _range(match: re.Match[str]) -> tuple[float, float, str] | None:
    first, second = value_of(match["first"]), value_of(match["second"])
    if first is None or second is None:
        return None
    dimension, size = measure(match["unit2"])
    other, size1 = measure(match["unit1"] or match["unit2"])
    if other != dimension:
        return None
    low, high = sorted((first * size1, second * size))
    return low, high, dimension


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The rest of the clause on either side."""
    left = max((text.rfind(mark, 0, start) for mark in _CLAUSE_END), default=-1) + 1
    right = min((at for at in (text.find(mark, end) for mark in _CLAUSE_END) if at >= 0), default=len(text))
    return text[left:start], text[end:right]


def _direction(before: str, after: str) -> Direction:
    if _LEAST_BEFORE.search(before):
        return "at_least"
    if _MOST_BEFORE.search(before):
        return "at_most"
    if _LEAST_AFTER.match(after):
        return "at_least"
    return "at_most" if _MOST_AFTER.match(after) else "plain"
