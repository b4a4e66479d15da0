"""The rows behind a figure, a page of them or all; nothing in them is a personal contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.errors import NotFound
from marketplace.models import Kind, Listing, ListingState, ListingVersion, Match, MatchState, Organization
from marketplace.permissions import Actor
from marketplace.services.dashboards.exposure import SupplierLine, count_suppliers, suppliers_query
from marketplace.services.dashboards.figures import (
    FUNNEL,
    LISTINGS,
    OWN_FIGURES,
    STAFF_FIGURES,
    Figure,
    condition_of,
    reached,
)
from marketplace.services.dashboards.listings import listings_of
from marketplace.services.dashboards.read import own_scope, staff_scope
from marketplace.services.dashboards.scope import Demand, DemandText, Narrowing, Scope, Supply, pairs_of
from marketplace.services.ports import Clock

PER_PAGE = 50
SupplyText = aliased(ListingVersion, name="supply_text")
Owner, Supplier = aliased(Organization, name="owner"), aliased(Organization, name="supplier")


@dataclass(frozen=True)
class PairLine:
    """A pair; `moments` are those of the funnel's steps, in its order."""

    match_id: int
    state: MatchState
    demand: str
    demand_title: str | None
    owner: str
    supply: str
    supply_title: str | None
    supplier: str
    moments: Sequence[datetime | None]

    def taken(self, figure: Figure) -> timedelta | None:
        """How long a step of the funnel took since the last one taken before it; None for anything else."""
        if figure not in FUNNEL[1:]:
            return None
        place = FUNNEL.index(figure)
        at, before = self.moments[place], [moment for moment in self.moments[:place] if moment is not None]
        return at - max(before) if at is not None and before else None


@dataclass(frozen=True)
class ListingLine:
    """A listing."""

    code: str
    kind: Kind
    state: ListingState
    title: str
    organization: str
    industry: str
    region: str
    published_at: datetime | None


Line = PairLine | ListingLine | SupplierLine


@dataclass(frozen=True)
class RowsPage:
    """One page; `total` is the figure itself. `organization`: the supplier it is narrowed to."""

    figure: Figure
    lines: Sequence[Line]
    number: int
    pages: int
    total: int
    organization: str | None


def figure_scope(
    actor: Actor, name: str, narrowing: Narrowing, *, own: bool, clock: Clock
) -> tuple[Figure, Scope]:
    """The figure of that name and what it counts over. Raises NotAllowed, and NotFound for an unknown one."""
    scope = (own_scope if own else staff_scope)(actor, narrowing, clock=clock)
    if name not in (OWN_FIGURES if own else STAFF_FIGURES):
        raise NotFound("There is no such figure.")
    return Figure(name), scope


def read_rows(
    session: Session, actor: Actor, name: str, narrowing: Narrowing, page: int, *, own: bool, clock: Clock
) -> RowsPage:
    """One page of what the figure counts, the newest first. Raises NotAllowed, NotFound."""
    figure, scope = figure_scope(actor, name, narrowing, own=own, clock=clock)
    total = session.scalar(_counted(figure, scope)) or 0
    pages = max(1, ceil(total / PER_PAGE))
    number = min(max(page, 1), pages)
    query = lines_query(figure, scope).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    supplier = scope.narrowing.supplier
    named = session.scalar(select(Organization.name).where(Organization.id == supplier)) if supplier else None
    return RowsPage(figure, read_lines(session, figure, query), number, pages, total, named)


def read_lines(session: Session, figure: Figure, query: Select[*tuple[Any, ...]]) -> list[Line]:
    """The rows of a query as lines."""
    if figure is Figure.SUPPLIERS:
        return [SupplierLine(*row) for row in session.execute(query)]
    if figure in LISTINGS:
        return [ListingLine(*row) for row in session.execute(query)]
    return [PairLine(*(*row[:8], tuple(row[8:]))) for row in session.execute(query)]


def lines_query(figure: Figure, scope: Scope) -> Select[*tuple[Any, ...]]:
    """Every row of the figure."""
    if figure is Figure.SUPPLIERS:
        return suppliers_query(scope)
    if figure in LISTINGS:
        text = ListingVersion
        columns = (Listing.code, Listing.kind, Listing.state, text.title, Organization.name)
        listed = listings_of(figure, scope, *columns, text.industry, text.region, Listing.published_at)
        return listed.order_by(Listing.published_at.desc().nulls_last(), Listing.id.desc())
    demand = (Demand.code, DemandText.title, Owner.name)
    supply = (Supply.code, SupplyText.title, Supplier.name)
    moments = (reached(step) for step in FUNNEL)
    return (
        pairs_of(scope, Match.id, Match.state, *demand, *supply, *moments)
        .join(Owner, Owner.id == Demand.organization_id)
        .join(Supplier, Supplier.id == Supply.organization_id)
        .outerjoin(SupplyText, SupplyText.id == Supply.published_version_id)
        .where(condition_of(figure, scope))
        .order_by(Match.suggested_at.desc(), Match.id.desc())
    )


def _counted(figure: Figure, scope: Scope) -> Select[*tuple[Any, ...]]:
    if figure is Figure.SUPPLIERS:
        return count_suppliers(scope)
    if figure in LISTINGS:
        return listings_of(figure, scope, func.count())
    return pairs_of(scope, func.count()).where(condition_of(figure, scope))
