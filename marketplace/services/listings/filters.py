"""The conditions that a query's filters put on a shelf's rows, one a facet."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import ColumnElement, FromClause, Text, and_, cast, false
from sqlalchemy.dialects.postgresql import ARRAY

from marketplace.services.listings.query import ListingQuery


class Facet(StrEnum):
    """What results can be narrowed by."""

    KIND = "kind"
    INDUSTRY = "industry"
    REGION = "region"
    TECHNOLOGY = "technology"
    MATURITY = "maturity"
    BUDGET = "budget"


def facet_conditions(rows: FromClause, query: ListingQuery) -> Mapping[Facet, ColumnElement[bool]]:
    """The condition of every facet in use."""
    found: dict[Facet, ColumnElement[bool]] = {}
    if query.kinds:
        found[Facet.KIND] = rows.c.kind.in_(query.kinds)
    if query.industries:
        found[Facet.INDUSTRY] = rows.c.industry.in_(query.industries)
    if query.regions:
        found[Facet.REGION] = rows.c.region.in_(query.regions)
    if query.technologies:
        found[Facet.TECHNOLOGY] = rows.c.technologies.overlap(cast(list(query.technologies), ARRAY(Text)))
    if query.maturities:
        found[Facet.MATURITY] = rows.c.maturity.in_(query.maturities)
    limits = []
    if query.budget_from is not None:
        limits.append(rows.c.budget_wan >= query.budget_from)
    if query.budget_to is not None:
        limits.append(rows.c.budget_wan <= query.budget_to)
    if limits:
        found[Facet.BUDGET] = and_(*limits)
    return found


def found_condition(rows: FromClause, listing_ids: list[int] | None) -> list[ColumnElement[bool]]:
    """The condition that a text search puts: none without a text, never true when it found nothing."""
    if listing_ids is None:
        return []
    return [rows.c.id.in_(listing_ids)] if listing_ids else [false()]
