"""Settle two differing opinions by a third person, whose word stands."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotAllowed, WrongState
from marketplace.models import BlindReview, Match, Verdict
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import record_event
from marketplace.services.notes import check_note
from marketplace.services.ports import Clock
from marketplace.services.reviews.interest import require_no_interest
from marketplace.services.reviews.lock import LONGEST_NOTE
from marketplace.services.reviews.undo import can_undo, standing_review, undo_review
from marketplace.services.second_reviews.decide import CHOICES, lock_blind


def settle(
    session: Session, actor: Actor, blind_id: int, *, verdict: str, note: str, clock: Clock
) -> BlindReview:
    """Say which opinion stands, and why. One that overturns the first verdict sends the pair back to review,
    unless a side has acted on it.

    Raises NotAllowed (also to the two whose opinions differ), NotFound, WrongState, and InvalidInput with
    field `verdict` or `note`.
    """
    require(actor, Permission.REVIEW_MATCHES)
    blind = lock_blind(session, blind_id)
    match, first = blind.match, blind.review
    require_no_interest(actor, match)
    if actor.id in (first.reviewer_id, blind.reviewer_id):
        raise NotAllowed("A third person settles: you gave one of the two opinions.")
    if blind.verdict is None or blind.verdict is first.verdict:
        raise WrongState("There is nothing to settle here.")
    if blind.settled_at is not None:
        raise WrongState("This has been settled already.")
    if verdict not in {choice.value for choice in CHOICES}:
        raise InvalidInput("Choose which opinion stands.", field="verdict")
    note = check_note(note, LONGEST_NOTE)
    if not note:
        raise InvalidInput("Say why this opinion stands.", field="note")
    blind.settled_verdict, blind.settlement = Verdict(verdict), note
    blind.settled_by_id, blind.settled_at = actor.id, clock.now()
    record_event(session, actor, "second_review.settled", blind, verdict=verdict, note=note)
    if blind.settled_verdict is not first.verdict and is_open(session, match, blind):
        undo_review(session, actor, match.id, match.version, clock=clock)
    return blind


def is_open(session: Session, match: Match, blind: BlindReview) -> bool:
    """Whether the first verdict still stands alone, so that a settlement can send the pair back."""
    standing = standing_review(session, match.id)
    return standing is not None and standing.id == blind.review_id and can_undo(match, standing)
