"""A need's points beside what answers them, in the reader's words; quotes stay in the words of the texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import LazyString, format_date, format_decimal, get_locale, gettext, lazy_pgettext
from flask_babel import lazy_gettext as _l

from marketplace.errors import EngineUnavailable, NotFound
from marketplace.web.field_words import field_word

ASPECTS: Mapping[str, LazyString] = {
    "problem": lazy_pgettext("requirement", "Problem"),
    "function": lazy_pgettext("requirement", "Function"),
    "indicator": lazy_pgettext("requirement", "Indicator"),
    "environment": lazy_pgettext("requirement", "Conditions of use"),
    "data": lazy_pgettext("requirement", "Data"),
    "delivery": lazy_pgettext("requirement", "Delivery"),
}
# In the order in which a reader wants to know of them.
VERDICTS: Mapping[str, LazyString] = {
    "failed": lazy_pgettext("requirement", "Not met"),
    "partly": lazy_pgettext("requirement", "Partly met"),
    "met": lazy_pgettext("requirement", "Met"),
    "not_stated": lazy_pgettext("requirement", "Not stated"),
}
# What both sides of a condition are called.
STANCES: Mapping[str, LazyString] = {
    "local": _l("on premises"),
    "cloud": _l("in a cloud"),
    "offline": _l("works offline"),
    "online": _l("needs a connection"),
    "outdoor": _l("outdoors"),
    "indoor": _l("indoors only"),
    "domestic": _l("domestic components"),
    "imported": _l("imported components"),
    "keeps_running": _l("without a stop"),
    "must_stop": _l("needs a stop"),
    "kept": _l("keeps what is there"),
    "replaced": _l("needs new or other equipment"),
    "no_trace": _l("leaves no trace"),
    "leaves_traces": _l("drills, welds or glues"),
    "around_the_clock": _l("around the clock"),
    "office_hours": _l("in office hours"),
    "proven": _l("proven in use"),
    "概念验证": _l("Proof of concept"),
    "样机": _l("Prototype"),
    "试点应用": _l("Pilot use"),
    "规模化应用": _l("In use at scale"),
}
SIGNS: Mapping[str, str] = {"at_least": "≥", "at_most": "≤"}


@dataclass(frozen=True)
class ShownComparison:
    """What is needed beside what is offered, as readers write both; `holds` None where nothing is offered."""

    needed: str
    offered: str
    holds: bool | None


@dataclass(frozen=True)
class ShownPoint:
    """One point for the page; `verdict` is the code that chooses mark and colour."""

    aspect: str
    quote: str
    verdict: str
    label: str
    sentence: str
    source: str
    comparisons: tuple[ShownComparison, ...]


@dataclass(frozen=True)
class ShownPoints:
    """All points of a pair; `available` is False when the engine could not be asked."""

    points: tuple[ShownPoint, ...]
    available: bool = True

    @property
    def answered(self) -> list[ShownPoint]:
        """Points that a sentence of the supply speaks of, in the order of the need's text."""
        return [point for point in self.points if point.verdict != "not_stated"]

    @property
    def questions(self) -> list[ShownPoint]:
        """Points that the supply says nothing of: what to ask the vendor."""
        return [point for point in self.points if point.verdict == "not_stated"]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Code, label and number of each verdict that occurs."""
        found = [
            (code, str(label), sum(p.verdict == code for p in self.points))
            for code, label in VERDICTS.items()
        ]
        return [entry for entry in found if entry[2]]


def ask_points(read: Callable[[], Sequence[Mapping[str, Any]]]) -> ShownPoints:
    """The points that `read` asks the engine for; a page does without them while the engine is away."""
    try:
        return show_points(read())
    except (EngineUnavailable, NotFound):
        return ShownPoints((), available=False)


def show_points(points: Iterable[Mapping[str, Any]]) -> ShownPoints:
    """The engine's answers (matching.results.PointAnswer as mappings) in the reader's words."""
    return ShownPoints(tuple(_shown(point) for point in points))


def compared(subject: str, relation: str, needed: str, offered: str) -> tuple[str, str]:
    """Both sides of a comparison as readers write them: (≥ 98%, 96.4%), (on premises, in a cloud)."""
    if subject == "budget":
        return f"{SIGNS['at_most']} {_amount(needed)}", offered
    if subject == "deadline":
        return gettext("by %(day)s", day=_day(needed)), offered
    if subject == "maturity":
        return gettext("%(stage)s or later", stage=_stance(needed)), _stance(offered)
    if relation == "is":
        return _stance(needed), _stance(offered)
    return f"{SIGNS.get(relation, '')} {needed}".strip(), offered


def _shown(point: Mapping[str, Any]) -> ShownPoint:
    passage, sentence, verdict = point["point"], point.get("sentence"), str(point["verdict"])
    return ShownPoint(
        aspect=str(ASPECTS.get(point["aspect"], point["aspect"])),
        quote=_quote(passage),
        verdict=verdict,
        label=str(VERDICTS.get(verdict, verdict)),
        sentence=_said(sentence) if sentence else "",
        source=field_word(sentence["field"]) if sentence else "",
        comparisons=tuple(_comparison(one) for one in point.get("comparisons", ())),
    )


def _quote(passage: Mapping[str, Any]) -> str:
    """The need's own words; a field that holds a figure alone is named."""
    if passage["field"] == "budget_wan":
        return str(gettext("Budget: %(amount)s", amount=_amount(passage["text"])))
    if passage["field"] == "deadline":
        return str(gettext("Deadline: %(day)s", day=_day(passage["text"])))
    return str(passage["text"])


def _said(passage: Mapping[str, Any]) -> str:
    """The supply's own words; the stage it has reached stands in a field of its own, so it is named."""
    if passage["field"] == "maturity":
        return str(gettext("Maturity: %(stage)s", stage=_stance(passage["text"])))
    return str(passage["text"])


def _comparison(one: Mapping[str, Any]) -> ShownComparison:
    needed, offered = compared(one["subject"], one["relation"], one["needed"], one["offered"])
    return ShownComparison(needed, offered, one["holds"])


def _stance(code: str) -> str:
    return str(STANCES.get(code, code))


def _amount(wan: str) -> str:
    """Ten thousands of yuan as the language counts them."""
    if str(get_locale()) == "en":
        return str(gettext("CNY %(amount)s", amount=format_decimal(Decimal(wan) * 10_000)))
    return str(gettext("%(amount)s ten thousand yuan", amount=format_decimal(Decimal(wan))))


def _day(iso: str) -> str:
    return str(format_date(date.fromisoformat(iso), "long"))
