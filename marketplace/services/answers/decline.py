"""A side declines a recommended pair, for a coded reason; staff then confirm or override."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Kind, Match, MatchState
from marketplace.permissions import Actor
from marketplace.services.answers.giver import Giver, make_answer
from marketplace.services.answers.lock import (
    LONGEST_NOTE,
    check_version,
    check_waiting,
    lock_own_match,
    revoke_leftovers,
    standing_answers,
)
from marketplace.services.answers.reasons import REASONS, DeclineReason
from marketplace.services.answers.tell import tell_declined
from marketplace.services.audit.record import change_match_state
from marketplace.services.notes import check_note
from marketplace.services.ports import Clock


def decline_match(
    session: Session,
    actor: Actor,
    match_id: int,
    side: Kind,
    version: int,
    *,
    reason: str,
    clock: Clock,
    note: str = "",
) -> Match:
    """Decline for `side`. Sending the same decline twice changes nothing the second time.

    Raises NotAllowed, NotFound, Conflict, WrongState, and InvalidInput with field `reason` or `note`.
    """
    match = lock_own_match(session, actor, match_id, side)
    note = check_note(note, LONGEST_NOTE)
    chosen = check_reason(side, reason, note)
    given = standing_answers(session, match).get(side)
    if given is not None and not given.accepted and given.reason == chosen.value:
        return match
    check_version(match, version)
    return give_decline(session, match, side, Giver(actor), reason=chosen, note=note, clock=clock)


def give_decline(
    session: Session,
    match: Match,
    side: Kind,
    giver: Giver,
    *,
    reason: DeclineReason,
    note: str,
    clock: Clock,
) -> Match:
    """Decline a locked pair for `side`, whoever it is that speaks for it, and tell staff."""
    check_waiting(match, side)
    revoke_leftovers(session, match, at=clock.now())
    change_match_state(
        session,
        giver.actor,
        match,
        MatchState.DECLINED,
        "match.decline",
        clock=clock,
        side=side.value,
        reason=reason.value,
        **giver.details,
    )
    session.add(
        make_answer(match, side, giver, accepted=False, at=clock.now(), reason=reason.value, note=note)
    )
    tell_declined(session, match, reason, clock=clock)
    return match


def check_reason(side: Kind, reason: str, note: str) -> DeclineReason:
    """The reason chosen, one of the side's own; "other" needs a note. Raises InvalidInput."""
    known = {code.value: code for code in REASONS[side]}
    if reason not in known:
        raise InvalidInput("Choose a reason.", field="reason")
    if known[reason] is DeclineReason.OTHER and not note:
        raise InvalidInput("Say in the note what the reason is.", field="note")
    return known[reason]
