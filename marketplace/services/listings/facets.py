"""How many listings each choice of each facet would show, counted in one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, literal, null, select, true, union_all
from sqlalchemy.orm import Session

from marketplace.services.listings.filters import Facet, facet_conditions, found_condition
from marketplace.services.listings.query import ListingQuery
from marketplace.services.listings.shelf import Shelf

TOTAL = "total"
COUNTED = (Facet.KIND, Facet.INDUSTRY, Facet.REGION, Facet.TECHNOLOGY, Facet.MATURITY)


@dataclass(frozen=True)
class Counts:
    """`total` results, and per facet the number behind each value, commonest first."""

    total: int
    facets: Mapping[Facet, Mapping[str, int]]


def count_facets(session: Session, shelf: Shelf, query: ListingQuery, found: list[int] | None) -> Counts:
    """Count a facet's values under all other filters, so that a choice shows what it would add."""
    rows = shelf.rows().cte("rows")
    conditions = facet_conditions(rows, query)
    text = found_condition(rows, found)

    def others(facet: Facet | None) -> ColumnElement[bool]:
        return and_(true(), *text, *(c for name, c in conditions.items() if name is not facet))

    def counted(facet: Facet) -> Select[*tuple[Any, ...]]:
        if facet is Facet.TECHNOLOGY:
            value = func.unnest(rows.c.technologies).label("value")
            each = select(value).select_from(rows).where(others(facet)).subquery()
            return select(literal(facet.value), each.c.value, func.count()).group_by(each.c.value)
        column = cast(rows.c[facet.value], Text)
        chosen = select(literal(facet.value), column, func.count()).where(others(facet), column.is_not(None))
        return chosen.group_by(column)

    total = select(literal(TOTAL), cast(null(), Text), func.count()).select_from(rows).where(others(None))
    lines: Sequence[Any] = session.execute(union_all(total, *(counted(facet) for facet in COUNTED))).all()
    facets: dict[Facet, dict[str, int]] = {facet: {} for facet in COUNTED}
    for name, value, number in sorted((x for x in lines if x[0] != TOTAL), key=lambda x: (-x[2], x[1])):
        facets[Facet(name)][value] = number
    return Counts(next(number for name, _, number in lines if name == TOTAL), facets)
