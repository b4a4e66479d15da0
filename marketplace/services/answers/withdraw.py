"""A side takes its acceptance back, as long as the other has not accepted too."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import Kind, Match, MatchState
from marketplace.permissions import Actor
from marketplace.services.answers.lock import ACCEPTED_BY, check_version, lock_own_match, standing_answers
from marketplace.services.audit.record import change_match_state
from marketplace.services.ports import Clock


def withdraw_acceptance(
    session: Session, actor: Actor, match_id: int, side: Kind, version: int, *, clock: Clock
) -> Match:
    """Revoke the acceptance of `side`, so that the pair waits for both again.

    Raises NotAllowed, NotFound, Conflict, and WrongState unless this side alone has accepted.
    """
    match = lock_own_match(session, actor, match_id, side)
    check_version(match, version)
    answers = standing_answers(session, match)
    if match.state is not ACCEPTED_BY[side] or side not in answers:
        raise WrongState("There is no acceptance that could still be taken back.")
    answers[side].revoked_at = clock.now()
    change_match_state(
        session, actor, match, MatchState.RECOMMENDED, "match.withdraw", clock=clock, side=side.value
    )
    return match
