"""The blocks there are and were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload

from marketplace.models import Listing, Match, MatchState, OrganizationBlock
from marketplace.permissions import Actor, Permission, require
from marketplace.services.blocks.standing import in_order

LIFTED_SHOWN = 50


@dataclass(frozen=True)
class BlockRow:
    """A block, and how many pairs to review it keeps out of the queue."""

    block: OrganizationBlock
    hidden: int


def list_blocks(session: Session, actor: Actor) -> tuple[list[BlockRow], Sequence[OrganizationBlock]]:
    """Standing blocks, newest first, and those lifted last. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    query = select(OrganizationBlock).options(
        joinedload(OrganizationBlock.first),
        joinedload(OrganizationBlock.second),
        joinedload(OrganizationBlock.created_by),
        joinedload(OrganizationBlock.lifted_by),
    )
    standing = session.scalars(
        query.where(OrganizationBlock.lifted_at.is_(None)).order_by(
            OrganizationBlock.created_at.desc(), OrganizationBlock.id.desc()
        )
    ).all()
    lifted = session.scalars(
        query.where(OrganizationBlock.lifted_at.is_not(None))
        .order_by(OrganizationBlock.lifted_at.desc(), OrganizationBlock.id.desc())
        .limit(LIFTED_SHOWN)
    ).all()
    hidden = _hidden(session)
    return [BlockRow(block, hidden.get((block.first_id, block.second_id), 0)) for block in standing], lifted


def _hidden(session: Session) -> dict[tuple[int, int], int]:
    """Pairs to review by the two organizations that stand behind them, the lower id first."""
    demand, supply = aliased(Listing), aliased(Listing)
    rows = session.execute(
        select(demand.organization_id, supply.organization_id, func.count())
        .select_from(Match)
        .join(demand, demand.id == Match.demand_id)
        .join(supply, supply.id == Match.supply_id)
        .where(Match.state == MatchState.SUGGESTED)
        .group_by(demand.organization_id, supply.organization_id)
    )
    counts: dict[tuple[int, int], int] = {}
    for one, other, number in rows:
        both = in_order(one, other)
        counts[both] = counts.get(both, 0) + number
    return counts
