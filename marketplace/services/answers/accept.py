"""A side accepts a recommended pair; the second acceptance introduces the two."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.models import Kind, Match, MatchState
from marketplace.permissions import Actor
from marketplace.services.answers.consent import check_consents, check_recommended
from marketplace.services.answers.giver import Giver, make_answer
from marketplace.services.answers.lock import (
    ACCEPTED_BY,
    check_version,
    check_waiting,
    lock_own_match,
    revoke_leftovers,
    standing_answers,
)
from marketplace.services.answers.own_pairs import across
from marketplace.services.answers.tell import tell_accepted, tell_introduced
from marketplace.services.audit.record import change_match_state
from marketplace.services.introductions.introduce import introduce
from marketplace.services.ports import Clock
from marketplace.services.reviews.lock import Seen, check_texts, lock_listings


def accept_match(
    session: Session, actor: Actor, match_id: int, side: Kind, seen: Seen, *, clock: Clock
) -> Match:
    """Accept for `side`. Sending the same acceptance twice changes nothing the second time.

    Raises NotAllowed, NotFound, Conflict, and WrongState when the pair waits for no answer of this side, a
    listing of it is no longer public or says something else than what staff recommended, or has passed to
    another organization since the other side accepted.
    """
    match = lock_own_match(session, actor, match_id, side)
    answers = standing_answers(session, match)
    if side in answers and answers[side].accepted:
        return match
    check_version(match, seen.version)
    return give_acceptance(session, match, side, seen, Giver(actor), clock=clock)


def give_acceptance(
    session: Session, match: Match, side: Kind, seen: Seen, giver: Giver, *, clock: Clock
) -> Match:
    """Accept a locked pair for `side`, whoever it is that speaks for it, and tell whoever acts next."""
    answers = standing_answers(session, match)
    check_waiting(match, side)
    lock_listings(session, match)
    check_texts(match, seen)
    check_recommended(session, match)
    check_consents(match, answers)
    revoke_leftovers(session, match, at=clock.now())
    answer = make_answer(match, side, giver, accepted=True, at=clock.now())
    session.add(answer)
    first = match.state is MatchState.RECOMMENDED
    new = ACCEPTED_BY[side] if first else MatchState.INTRODUCED
    change_match_state(
        session, giver.actor, match, new, "match.accept", clock=clock, side=side.value, **giver.details
    )
    if first:
        tell_accepted(session, match, side, clock=clock)
    else:
        consents = {side: answer, across(side): answers[across(side)]}
        introduce(session, giver.actor, match, consents, clock=clock)
        tell_introduced(session, match, clock=clock)
    return match
