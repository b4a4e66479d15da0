"""Which organizations are kept apart now."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from marketplace.models import Match, OrganizationBlock

Apart = frozenset[tuple[int, int]]


def in_order(one: int, other: int) -> tuple[int, int]:
    """The two ids as a block holds them: it has no direction."""
    return (one, other) if one < other else (other, one)


def is_blocked(demand: Any, supply: Any) -> ColumnElement[bool]:
    """Whether the organizations of two listings (aliases in a query) are kept apart."""
    owner, supplier = demand.organization_id, supply.organization_id
    block = aliased(OrganizationBlock)  # a query may name two pairs of listings
    return (
        select(block.id)
        .where(
            block.lifted_at.is_(None),
            block.first_id == func.least(owner, supplier),
            block.second_id == func.greatest(owner, supplier),
        )
        .exists()
    )


def kept_apart(session: Session, organization_ids: Collection[int]) -> Apart:
    """Every standing block that touches one of these organizations, the lower id first."""
    rows = session.execute(
        select(OrganizationBlock.first_id, OrganizationBlock.second_id).where(
            OrganizationBlock.lifted_at.is_(None),
            or_(
                OrganizationBlock.first_id.in_(organization_ids),
                OrganizationBlock.second_id.in_(organization_ids),
            ),
        )
    )
    return frozenset((first, second) for first, second in rows)


def find_block(session: Session, one: int, other: int) -> OrganizationBlock | None:
    """The block that keeps two organizations apart, with who placed it."""
    first, second = in_order(one, other)
    return session.scalar(
        select(OrganizationBlock)
        .options(joinedload(OrganizationBlock.created_by))
        .where(
            OrganizationBlock.first_id == first,
            OrganizationBlock.second_id == second,
            OrganizationBlock.lifted_at.is_(None),
        )
    )


def block_on(session: Session, match: Match) -> OrganizationBlock | None:
    """The block that stands in the way of a pair."""
    return find_block(session, match.demand.organization_id, match.supply.organization_id)
