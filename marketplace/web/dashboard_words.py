"""The figures of the dashboards, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask import Flask
from flask_babel import LazyString, format_timedelta, gettext
from flask_babel import lazy_gettext as _l

from marketplace.services.dashboards.figures import AGES, FUNNEL, LISTINGS, Figure
from marketplace.web.words import word

F = Figure
FIGURES: Mapping[Figure, LazyString] = {
    F.SUGGESTED: _l("Suggested"),
    F.RECOMMENDED: _l("Recommended"),
    F.HALF_ACCEPTED: _l("One side accepted"),
    F.INTRODUCED: _l("Both accepted, introduced"),
    F.MEETING: _l("In talks"),
    F.PILOT: _l("Pilot"),
    F.SIGNED: _l("Signed"),
    F.DELIVERED: _l("Delivered"),
    F.REACHED_INTENT: _l("Intent, confirmed by both sides"),
    F.REACHED_SIGNED: _l("Signing, confirmed by both sides"),
    F.REACHED_DELIVERED: _l("Delivery, confirmed by both sides"),
    F.BOTH_RECOMMEND: _l("Both recommend"),
    F.BOTH_REJECT: _l("Both reject"),
    F.DIFFER: _l("They differ"),
    F.FOUND_RIGHT: _l("Judged: recommended"),
    F.FOUND_WRONG: _l("Judged: rejected"),
    F.UNSERVED: _l("Demands that nothing fits"),
    F.NEVER_SUGGESTED: _l("Supplies never suggested"),
    F.SUPPLIERS: _l("Who is shown how often"),
    F.WAITS_FOR_US: _l("Waiting for your answer"),
    F.WAITS_FOR_THEM: _l("Waiting for the other side"),
    F.WAITS_FOR_STAFF: _l("Declined, with staff"),
    F.UNDER_WAY: _l("Introduced and under way"),
    F.WE_ACCEPTED: _l("You accepted"),
    F.WE_DECLINED: _l("You declined"),
    F.THEY_ACCEPTED: _l("The other side accepted"),
    F.THEY_DECLINED: _l("The other side declined"),
}


def figure_word(figure: Figure) -> str:
    """What a figure is called."""
    return _days_word(*AGES[figure]) if figure in AGES else str(FIGURES[figure])


def _days_word(least: int, below: int | None) -> str:
    if below is None:
        return str(gettext("%(days)s days and more", days=least))
    if not least:
        return str(gettext("Under %(days)s days", days=below))
    return str(gettext("%(first)s to %(last)s days", first=least, last=below - 1))


def span_word(span: timedelta | None) -> str:
    """How long something took, in the unit that suits: “6 days”."""
    if span is None:
        return "–"
    if timedelta(days=1.5) <= span < timedelta(days=90):
        # Whole days: "two weeks" for eleven of them would hide what people want to compare.
        whole = timedelta(days=round(span / timedelta(days=1)))
        return str(format_timedelta(whole, threshold=9, granularity="day"))
    return str(format_timedelta(span, threshold=1, granularity="minute"))


def headings(figure: Figure) -> list[str]:
    """The names of an export's columns."""
    if figure is F.SUPPLIERS:
        return [
            gettext("Supplier"),
            *(figure_word(step) for step in (F.SUGGESTED, F.RECOMMENDED, F.INTRODUCED)),
        ]
    if figure in LISTINGS:
        named = [gettext("Code"), gettext("Kind"), gettext("State"), gettext("Title")]
        return [
            *named,
            gettext("Organization"),
            gettext("Industry"),
            gettext("District"),
            gettext("Published"),
        ]
    demand = [gettext("Demand"), gettext("Title of the demand"), gettext("Demand side")]
    supply = [gettext("Supply"), gettext("Title of the supply"), gettext("Supply side")]
    return [*demand, *supply, gettext("State"), *(figure_word(step) for step in FUNNEL)]


def cell_word(value: object) -> str:
    """A state or a kind in an export."""
    return str(word(value))


def init_app(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.filters.update(figure_word=figure_word, span_word=span_word)
