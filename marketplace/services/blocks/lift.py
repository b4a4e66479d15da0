"""Let two organizations be paired again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotAllowed, NotFound, WrongState
from marketplace.models import OrganizationBlock
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import record_event
from marketplace.services.notes import check_note
from marketplace.services.ports import Clock

LONGEST_NOTE = 500


def lift_block(
    session: Session, actor: Actor, block_id: int, *, note: str, clock: Clock
) -> OrganizationBlock:
    """Lift it; the next matching run may suggest their listings again.

    Raises NotAllowed (also to somebody of either organization), NotFound, WrongState when it was lifted
    before, and InvalidInput without a note saying why.
    """
    require(actor, Permission.REVIEW_MATCHES)
    note = check_note(note, LONGEST_NOTE)
    block = session.scalar(
        select(OrganizationBlock)
        .where(OrganizationBlock.id == block_id)
        .with_for_update(of=OrganizationBlock)
        .execution_options(populate_existing=True)
    )
    if block is None:
        raise NotFound("There is no such block.")
    if actor.organization_id in (block.first_id, block.second_id):
        raise NotAllowed("You belong to one of the two organizations: somebody else must lift this block.")
    if block.lifted_at is not None:
        raise WrongState("This block was lifted already.")
    if not note:
        raise InvalidInput("Say why the block is lifted.", field="note")
    block.lifted_at, block.lifted_by_id, block.lift_note = clock.now(), actor.id, note
    record_event(session, actor, "block.lifted", block, note=note)
    return block
