"""Answers the points that are fields of their own: budget against price, deadline against delivery time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from matching.documents import Document
from matching.requirements.comparing import is_each
from matching.requirements.points import Point
from matching.requirements.quantities import Quantity, find_quantities
from matching.requirements.sentences import supply_sentences
from matching.results import Comparison, Passage, PointAnswer, Verdict

_TOTAL = re.compile(r"合计|总[共价计额费]|共计|报价|预算|项目费|实施费|一次性|整体|套餐")
_DELIVERY = re.compile(r"交付|上线|工期|周期|安装|部署|实施|施工|投用|建成|进场|验收|落地|交货|供货|完工")
_NOT_DELIVERY = re.compile(r"质保|保修|运维|维护|运行了?|续航|保存|试用|响应|每|案例|历时|连续|累计")
_DAY_S = 86_400
_WAN = 10_000


def answer_field(point: Point, supply: Document, today: date | None) -> PointAnswer:
    """The answer to a budget (in ten thousand yuan) or a deadline (an ISO date)."""
    return FIELDS[point.passage.field](point, supply, today)


def _answer_budget(point: Point, supply: Document, _: date | None) -> PointAnswer:
    budget = float(point.passage.text) * _WAN
    priced = [(s, q) for s in supply_sentences(supply) for q in _figures(s, "money")]
    whole = [(s, q) for s, q in priced if not is_each(q)]
    if whole:
        sentence, price = max(whole, key=lambda found: bool(_TOTAL.search(found[0].text)))
        return _answered(point, sentence, "budget", price.text, price.high <= budget)
    if priced:
        # A price for each device or year says something, but not what the whole costs.
        sentence, price = priced[0]
        return _answered(point, sentence, "budget", price.text, None)
    return _silent(point)


def _answer_deadline(point: Point, supply: Document, today: date | None) -> PointAnswer:
    for sentence in supply_sentences(supply):
        if not _DELIVERY.search(sentence.text):
            continue
        for time in _figures(sentence, "time"):
            if time.high < _DAY_S or _NOT_DELIVERY.search(time.before[-8:] + time.after[:4]):
                continue
            if today is None:
                return _answered(point, sentence, "deadline", time.text, None)
            ready = today + timedelta(seconds=min(time.high, 100 * 365 * _DAY_S))
            holds = ready <= date.fromisoformat(point.passage.text)
            return _answered(point, sentence, "deadline", time.text, holds)
    return _silent(point)


def _figures(sentence: Passage, dimension: str) -> list[Quantity]:
    return [q for q in find_quantities(sentence.text) if q.dimension == dimension]


def _answered(point: Point, sentence: Passage, subject: str, offered: str, holds: bool | None) -> PointAnswer:
    verdicts: dict[bool | None, Verdict] = {True: "met", False: "failed", None: "partly"}
    comparison = Comparison(subject, "at_most", point.passage.text, offered, holds)
    return PointAnswer(point.passage, point.aspect, verdicts[holds], sentence, 0.0, (comparison,))


def _silent(point: Point) -> PointAnswer:
    return PointAnswer(point.passage, point.aspect, "not_stated", None, 0.0, ())


FIELDS: dict[str, Callable[[Point, Document, date | None], PointAnswer]] = {
    "budget_wan": _answer_budget,
    "deadline": _answer_deadline,
}
