"""The filters as a page shows them: groups of choices with counts, and the choices made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from marketplace.models import Kind, Maturity
from marketplace.services.listings.browse import Results
from marketplace.services.listings.filters import Facet
from marketplace.services.listings.query import ListingQuery, Sort
from marketplace.web.public.money import write_budget
from marketplace.web.words import word

SHOWN = 8
MOST = 40


@dataclass(frozen=True)
class Choice:
    """One value of a facet."""

    value: str
    label: Any
    count: int
    chosen: bool


@dataclass(frozen=True)
class Group:
    """A facet: the choices always shown, and those behind “more”."""

    name: str
    label: LazyString
    shown: list[Choice]
    more: list[Choice]
    open: bool


@dataclass(frozen=True)
class Chip:
    """A choice made, and the address without it."""

    label: str
    address: str


GROUPS: tuple[tuple[Facet, LazyString, str, bool], ...] = (
    (Facet.KIND, _l("Kind"), "kinds", True),
    (Facet.INDUSTRY, _l("Industry"), "industries", True),
    (Facet.REGION, _l("Region"), "regions", False),
    (Facet.TECHNOLOGY, _l("Technology"), "technologies", False),
    (Facet.MATURITY, _l("Maturity"), "maturities", True),
)
SORTS = {
    Sort.RELEVANCE: _l("Best match"),
    Sort.POSITION: _l("As in the list"),
    Sort.NEWEST: _l("Newest first"),
    Sort.DEADLINE: _l("Deadline, soonest first"),
    Sort.BUDGET: _l("Budget, highest first"),
    Sort.CODE: _l("Code"),
}
ORDERED = {Facet.KIND: [kind.value for kind in Kind], Facet.MATURITY: [grown.value for grown in Maturity]}


def label_of(facet: Facet, value: str) -> Any:
    """The reader's word for a value of a facet."""
    return word(Kind(value)) if facet is Facet.KIND else word(value)


def groups_of(query: ListingQuery, results: Results) -> list[Group]:
    """Every facet's choices, commonest first; chosen ones are never hidden."""
    groups = []
    for facet, label, attribute, usually_open in GROUPS:
        chosen: Sequence[str] = getattr(query, attribute)
        counts = results.counts.facets[facet]
        values = list(ORDERED.get(facet) or dict.fromkeys([*counts, *chosen]))
        offered = [
            Choice(str(value), label_of(facet, value), counts.get(value, 0), value in chosen)
            for value in values
            if value in counts or value in chosen
        ]
        first = [choice for place, choice in enumerate(offered) if place < SHOWN or choice.chosen]
        more = [choice for choice in offered if choice not in first][:MOST]
        groups.append(Group(facet.value, label, first, more, usually_open or bool(chosen)))
    return groups


def chips_of(query: ListingQuery, address: Callable[[ListingQuery], str]) -> list[Chip]:
    """The filters in use, each with the address that takes it away."""
    query = replace(query, page=1)
    chips = []
    for facet, _label, attribute, _open in GROUPS:
        values = getattr(query, attribute)
        for value in values:
            change: dict[str, Any] = {attribute: tuple(other for other in values if other != value)}
            without = replace(query, **change)
            chips.append(Chip(str(label_of(facet, value)), address(without)))
    if query.budget_from is not None:
        label = gettext("Budget from %(amount)s", amount=write_budget(query.budget_from))
        chips.append(Chip(label, address(replace(query, budget_from=None))))
    if query.budget_to is not None:
        label = gettext("Budget up to %(amount)s", amount=write_budget(query.budget_to))
        chips.append(Chip(label, address(replace(query, budget_to=None))))
    return chips
