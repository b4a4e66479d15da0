"""The other side confirms a claim or disputes it; staff settle disputes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import NotAllowed, WrongState
from marketplace.models import FollowUpKind, Kind, Match, Outcome, OutcomeState, Party
from marketplace.permissions import Actor
from marketplace.services.audit.record import begin_wait, change_match_state, change_outcome_state
from marketplace.services.followups.lock import lock_together
from marketplace.services.followups.staff import lock_for_staff
from marketplace.services.followups.texts import check_text
from marketplace.services.outcomes.claim import REACHES, log_outcome
from marketplace.services.outcomes.find import file_unchanged, need_outcome
from marketplace.services.ports import Clock


def confirm_outcome(
    session: Session, actor: Actor, match_id: int, side: Kind, outcome_id: int, version: int, *, clock: Clock
) -> Outcome:
    """Confirm the other side's claim; from now on it counts, and the pair stands where it says.

    Raises NotAllowed to the side that claimed, NotFound, Conflict, and WrongState when the claim is no longer
    open or its file is not the one that was claimed.
    """
    match = lock_together(session, actor, match_id, side)
    return give_word_for(session, actor, match, side, outcome_id, version, clock=clock)


def give_word_for(
    session: Session,
    actor: Actor | None,
    match: Match,
    side: Kind,
    outcome_id: int,
    version: int,
    *,
    clock: Clock,
    **how: str,
) -> Outcome:
    """Confirm in a locked pair; `actor` None: by a link, and `how` says so in the trail."""
    outcome = _across(session, match, side, outcome_id, version)
    if outcome.state is not OutcomeState.CLAIMED:
        raise WrongState("This claim is not waiting for an answer.")
    _accept(session, actor, match, outcome, "outcome.confirm", side, clock, **how)
    return outcome


def dispute_outcome(
    session: Session,
    actor: Actor,
    match_id: int,
    side: Kind,
    outcome_id: int,
    version: int,
    *,
    why: str,
    clock: Clock,
) -> Outcome:
    """Say that it is not so; staff are asked to settle it. Raises as `confirm_outcome`, and InvalidInput."""
    match = lock_together(session, actor, match_id, side)
    return give_word_against(session, actor, match, side, outcome_id, version, why=why, clock=clock)


def give_word_against(
    session: Session,
    actor: Actor | None,
    match: Match,
    side: Kind,
    outcome_id: int,
    version: int,
    *,
    why: str,
    clock: Clock,
    **how: str,
) -> Outcome:
    """Dispute in a locked pair; `actor` None: by a link, and `how` says so in the trail."""
    why = check_text(why, "why", needed=True)
    outcome = _across(session, match, side, outcome_id, version)
    change_outcome_state(session, actor, outcome, OutcomeState.DISPUTED, "outcome.dispute", **how)
    outcome.dispute = why
    begin_wait(match, clock=clock, waits_for=Party.STAFF)
    log_outcome(session, actor, match, FollowUpKind.OUTCOME_DISPUTED, side, outcome, clock, why)
    return outcome


def settle_dispute(
    session: Session,
    actor: Actor,
    match_id: int,
    outcome_id: int,
    version: int,
    *,
    holds: bool,
    note: str,
    clock: Clock,
) -> Outcome:
    """Staff decide whether a disputed claim holds; the note is read by both sides.

    Raises NotAllowed, NotFound, Conflict, WrongState, InvalidInput.
    """
    match = lock_for_staff(session, actor, match_id)
    note = check_text(note, "note", needed=True)
    outcome = need_outcome(session, match, outcome_id, version)
    if outcome.state is not OutcomeState.DISPUTED:
        raise WrongState("This claim is not in dispute.")
    if holds:
        _accept(session, actor, match, outcome, "outcome.settle", None, clock, note)
    else:
        change_outcome_state(session, actor, outcome, OutcomeState.REFUSED, "outcome.settle")
        begin_wait(match, clock=clock)
        log_outcome(session, actor, match, FollowUpKind.OUTCOME_REFUSED, None, outcome, clock, note)
    outcome.settled_by_id, outcome.settled_at = actor.id, clock.now()
    return outcome


def _across(session: Session, match: Match, side: Kind, outcome_id: int, version: int) -> Outcome:
    outcome = need_outcome(session, match, outcome_id, version)
    if outcome.side is side:
        raise NotAllowed("This is your own claim: the other side confirms it.")
    return outcome


def _accept(
    session: Session,
    actor: Actor | None,
    match: Match,
    outcome: Outcome,
    action: str,
    side: Kind | None,
    clock: Clock,
    note: str = "",
    **how: str,
) -> None:
    if not file_unchanged(outcome):
        raise WrongState("The stored agreement is not the file that was claimed. Please tell our staff.")
    change_outcome_state(session, actor, outcome, OutcomeState.CONFIRMED, action, **how)
    reaches = REACHES[outcome.stage]
    if reaches is None:
        begin_wait(match, clock=clock)
    else:
        change_match_state(session, actor, match, reaches, f"match.{reaches.value}", clock=clock, **how)
    log_outcome(session, actor, match, FollowUpKind.OUTCOME_CONFIRMED, side, outcome, clock, note)
