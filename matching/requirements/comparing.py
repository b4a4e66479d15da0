"""Compares the figures a point asks for with those a sentence offers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matching.requirements.nouns import EXPERIENCE, WARNING, is_complement, may_be_ahead, purposes_of
from matching.requirements.quantities import Quantity
from matching.results import Comparison

_EACH = re.compile(r"每(?!平)[^，。；\d]{1,4}|单(?:价|[^，。；\d]{1,2}(?=[\d约为]))|/[台套座路年月人次]|人均")
_TOTAL = re.compile(r"合计|总[共价计额费预]|共计|首批|一共|全部|整体|项目")
# A bound that is set rather than observed.
_FIRM = re.compile(r"(?:不[^，]{0,2}[于过]|至少|最多|[≥≤<>]=?|控制在|[到至])\||\|(?:及?以[上内下]|之内|内)")
_MARGIN = 1e-9
_SCALED = ("time", "length", "mass", "volume", "area")
_FARTHEST = 100.0


def required_relation(asked: Quantity) -> str | None:
    """`at_least`, `at_most`, `within` (a temperature in a range), or None: the figure asks nothing."""
    if asked.dimension == "temperature" and asked.direction == "plain":
        return "within"
    if asked.aim == "finer":
        return "at_most"
    if asked.dimension == "ratio" and asked.aim is None and not _FIRM.search(f"{asked.before}|{asked.after}"):
        return None  # 讲方言的超过六成 tells how things are
    if asked.direction != "plain":
        return asked.direction
    if asked.aim is None or asked.dimension.startswith("count:"):
        return None
    return "at_least" if asked.aim == "more" else "at_most"


def asks_figures(point: Sequence[Quantity]) -> list[Quantity]:
    """The figures a supply has to meet: those with a bound, or else those whose sense is plain."""
    asking = [q for q in point if required_relation(q) is not None]
    return [q for q in asking if q.direction != "plain" or q.aim == "finer"] or asking


def compare_figures(point: Sequence[Quantity], sentence: Sequence[Quantity]) -> list[Comparison]:
    """Each figure a point asks beside the one that answers it.

    `holds` is None for one that nothing answers, and for one that a range meets at one end only.
    """
    found = []
    for asked in asks_figures(point):
        relation = required_relation(asked)
        if relation is None:
            continue
        offered = best_offer(asked, sentence)
        if offered is None:
            found.append(Comparison("quantity", relation, asked.text, "", None))
        else:
            holds = _holds(asked, offered, relation)
            found.append(Comparison("quantity", relation, asked.text, offered.text, holds))
    return found


def best_offer(asked: Quantity, sentence: Sequence[Quantity]) -> Quantity | None:
    """The figure of the same thing: same dimension, no opposite sense, the most words in common around it."""
    able = [q for q in sentence if _comparable(asked, q)]
    return max(able, key=lambda q: _kinship(asked, q), default=None)


def _comparable(asked: Quantity, offered: Quantity) -> bool:
    if asked.dimension != offered.dimension:
        return False
    # The same thing seldom differs by more: 4小时 to answer a call is not held against 三年 of upkeep.
    if asked.dimension in _SCALED and not _is_near(asked.high, offered.high):
        return False
    if asked.dimension == "time" and _is_other_time(asked, offered):
        return False
    # What each costs says nothing of the whole, nor the whole of each; 120元 alone may be either.
    is_other_sum = _is_total(asked) != _is_total(offered) and (is_each(asked) or is_each(offered))
    if asked.dimension == "money" and is_other_sum:
        return False
    if asked.aim is None or offered.aim is None or "finer" in (asked.aim, offered.aim):
        # Shares are of anything; without a common word they are of different things.
        return asked.dimension != "ratio" or bool(_pairs(_clause(asked)) & _pairs(_clause(offered)))
    if asked.dimension == "ratio" and is_complement(_clause(asked), _clause(offered)):
        return True
    return asked.aim == offered.aim


def _is_other_time(asked: Quantity, offered: Quantity) -> bool:
    """Whether the two times are for different things, or the offered one only tells how long it is in use."""
    wanted, given = (purposes_of(one.before, one.after) for one in (asked, offered))
    if WARNING in wanted:
        return not may_be_ahead(offered.before, offered.after)  # only a time ahead answers one
    return bool(given) and wanted.isdisjoint(given) and bool(wanted or given == {EXPERIENCE})


def _is_near(one: float, other: float) -> bool:
    return max(one, other) <= _FARTHEST * max(min(one, other), _MARGIN)


def _kinship(asked: Quantity, offered: Quantity) -> float:
    """Shared character pairs around both, more for the sum of a sum, less for a mere part."""
    mine, theirs = _pairs(_clause(asked)), _pairs(_clause(offered))
    total = 1.0 if _TOTAL.search(offered.before) and not is_each(asked) else 0.0
    return len(mine & theirs) + total + (0.5 if asked.aim and asked.aim == offered.aim else 0.0)


def _holds(asked: Quantity, offered: Quantity, relation: str) -> bool | None:
    """Whether what is offered meets what is asked; None for a range of which only one end does."""
    low, high = offered.low, offered.high
    if asked.dimension == "ratio" and is_complement(_clause(asked), _clause(offered)):
        low, high = 1 - offered.high, 1 - offered.low
    slack = _MARGIN * max(1.0, abs(asked.high))
    if relation == "within":
        return low - slack <= asked.low and asked.high <= high + slack
    if relation == "at_least":
        ends = {low >= asked.low - slack, high >= asked.low - slack}
    else:
        ends = {low <= asked.high + slack, high <= asked.high + slack}
    return None if len(ends) == 2 else ends.pop()


def is_each(quantity: Quantity) -> bool:
    """Whether it is a figure for each of something: a unit price, a yearly fee."""
    return bool(_EACH.search(quantity.before + " " + quantity.after[:4]))


def _is_total(quantity: Quantity) -> bool:
    return bool(_TOTAL.search(quantity.before)) and not quantity.before.endswith("每")


def _clause(quantity: Quantity) -> str:
    return quantity.before + quantity.after


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
