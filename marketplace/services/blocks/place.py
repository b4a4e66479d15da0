"""Keep the two organizations of a pair apart."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from marketplace.models import Match, OrganizationBlock
from marketplace.permissions import Actor
from marketplace.services.audit.record import record_event
from marketplace.services.blocks.standing import block_on, in_order
from marketplace.services.ports import Clock


def place_block(
    session: Session, actor: Actor, match: Match, *, reason: str, note: str, clock: Clock
) -> OrganizationBlock:
    """Block the organizations of a pair that is being judged; a block that stands stays as it is."""
    first, second = in_order(match.demand.organization_id, match.supply.organization_id)
    placed = session.scalar(
        insert(OrganizationBlock)
        .values(
            first_id=first,
            second_id=second,
            match_id=match.id,
            reason=reason,
            note=note,
            created_by_id=actor.id,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(OrganizationBlock.id)
    )
    block = block_on(session, match)
    assert block is not None, "placed just now, or it stood in the way of placing it"
    if placed is not None:
        record_event(session, actor, "block.placed", block, reason=reason, match_id=match.id)
    return block


def take_block_back(session: Session, actor: Actor, match: Match, *, clock: Clock) -> None:
    """The verdict that placed the block was undone: the block goes with it."""
    block = block_on(session, match)
    if block is not None and block.match_id == match.id:
        block.lifted_at, block.lifted_by_id = clock.now(), actor.id
        record_event(session, actor, "block.lifted", block, match_id=match.id)
