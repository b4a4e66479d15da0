"""How evenly the suppliers are shown: how often each stands before a demand, and what the first take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import Session

from marketplace.models import Match, Organization
from marketplace.services.dashboards.scope import Scope, Supply, pairs_of

FIRST = 10


@dataclass(frozen=True)
class SupplierLine:
    """One organization and the pairs of its supplies that reached each step."""

    organization_id: int
    name: str
    suggested: int
    recommended: int
    introduced: int


@dataclass(frozen=True)
class Exposure:
    """The most suggested of all `suppliers`, and the share of all `pairs` that is theirs, 0..1."""

    lines: Sequence[SupplierLine]
    suppliers: int
    pairs: int
    share: float


def read_exposure(session: Session, scope: Scope) -> Exposure:
    """Count by organization; the first FIRST of them."""
    counted = _counted(scope)
    suppliers, pairs = session.execute(
        select(func.count(), func.coalesce(func.sum(counted.c.suggested), 0)).select_from(counted)
    ).one()
    lines = [SupplierLine(*row) for row in session.execute(suppliers_query(scope).limit(FIRST))]
    taken = sum(line.suggested for line in lines)
    return Exposure(lines, suppliers, int(pairs), taken / int(pairs) if pairs else 0.0)


def suppliers_query(scope: Scope) -> Select[*tuple[Any, ...]]:
    """A SupplierLine for each supplier of the scope, the most suggested first, then by name."""
    counted = _counted(scope)
    return (
        select(
            counted.c.organization_id,
            Organization.name,
            counted.c.suggested,
            counted.c.recommended,
            counted.c.introduced,
        )
        .join(Organization, Organization.id == counted.c.organization_id)
        .order_by(counted.c.suggested.desc(), Organization.name, Organization.id)
    )


def count_suppliers(scope: Scope) -> Select[*tuple[Any, ...]]:
    """How many suppliers that are."""
    return select(func.count()).select_from(_counted(scope))


def _counted(scope: Scope) -> Subquery:
    return (
        pairs_of(
            scope,
            Supply.organization_id.label("organization_id"),
            func.count().label("suggested"),
            func.count(Match.recommended_at).label("recommended"),
            func.count(Match.introduced_at).label("introduced"),
        )
        .group_by(Supply.organization_id)
        .subquery()
    )
