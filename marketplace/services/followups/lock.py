"""Take an introduced pair for a step: nobody else moves it meanwhile, and the asker stands on that side."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import Kind, Match, MatchState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.answers.lock import lock_own_match
from marketplace.services.followups.steps import TOGETHER

TALKING = (*TOGETHER, MatchState.DELIVERED)


def lock_together(
    session: Session,
    actor: Actor,
    match_id: int,
    side: Kind,
    states: tuple[MatchState, ...] = TOGETHER,
) -> Match:
    """The pair, locked until the transaction ends. Raises NotAllowed, NotFound, WrongState."""
    require(actor, Permission.FOLLOW_UP)
    match = lock_own_match(session, actor, match_id, side)
    if match.state not in states:
        raise WrongState("The two sides are not working together on this pair at the moment.")
    return match
