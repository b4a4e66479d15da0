"""Who accepted by a link takes it back by the same link, as long as the other side has not accepted too."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import Match, MatchState, Topic
from marketplace.services.answers.lock import ACCEPTED_BY
from marketplace.services.answers.tell import ask_side
from marketplace.services.audit.record import change_match_state
from marketplace.services.links.find import Found, find_link
from marketplace.services.ports import Clock


def can_withdraw(found: Found) -> bool:
    """Whether this very link gave an acceptance that stands alone, and is still with whom it was sent to."""
    answer, link = found.answer, found.link
    return (
        answer is not None
        and answer.accepted
        and answer.link_id == link.id
        and found.is_of_owner
        and found.match.state is ACCEPTED_BY[link.side]
    )


def withdraw_by_link(session: Session, token: str, *, clock: Clock) -> Match:
    """Revoke the acceptance; the pair waits for both again, and a new link is mailed to answer by.

    Raises NotFound, and WrongState when there is no such acceptance.
    """
    found = find_link(session, token, clock=clock, lock=True)
    if not can_withdraw(found) or found.answer is None:
        raise WrongState("There is no acceptance that could still be taken back.")
    side, match = found.link.side, found.match
    found.answer.revoked_at = clock.now()
    change_match_state(
        session,
        None,
        match,
        MatchState.RECOMMENDED,
        "match.withdraw",
        clock=clock,
        side=side.value,
        came_by="link",
    )
    ask_side(session, match, side, Topic.PAIR_TAKEN_BACK, clock=clock)
    return match
