"""Give the second opinion. It moves nothing: the pair follows the first verdict until a settlement."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, NotAllowed, NotFound
from marketplace.models import BlindReview, ClaimPurpose, Verdict
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import record_event
from marketplace.services.notes import check_note
from marketplace.services.ports import Clock
from marketplace.services.reviews.claims import end_claim
from marketplace.services.reviews.lock import LONGEST_NOTE
from marketplace.services.reviews.reasons import CONSEQUENCES
from marketplace.services.reviews.reject import check_reason
from marketplace.services.second_reviews.waiting import waiting_for

CHOICES = (Verdict.RECOMMEND, Verdict.REJECT)


def lock_blind(session: Session, blind_id: int) -> BlindReview:
    """The second review, locked until the transaction ends. Raises NotFound."""
    found = session.scalar(
        select(BlindReview)
        .where(BlindReview.id == blind_id)
        .with_for_update(of=BlindReview)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("There is no such second review.")
    return found


def give_second_opinion(
    session: Session,
    actor: Actor,
    blind_id: int,
    *,
    verdict: str,
    reason: str,
    clock: Clock,
    note: str = "",
) -> BlindReview:
    """Record what a second person says of the pair without knowing the first.

    Raises NotAllowed (also to whoever had a part in the pair), NotFound, Conflict when somebody else gave it
    or has it before them, InvalidInput with field `verdict`, `reason` or `note`.
    """
    require(actor, Permission.REVIEW_MATCHES)
    blind = lock_blind(session, blind_id)
    if blind.decided_at is not None:
        raise Conflict("The second opinion on this pair has been given already. Nothing was saved.")
    end_claim(session, actor, blind.match_id, clock=clock, purpose=ClaimPurpose.SECOND)
    allowed = waiting_for(actor, clock.now()).where(BlindReview.id == blind.id)
    if session.scalar(allowed) is None:
        raise NotAllowed("You cannot give a second opinion on this pair.")
    note = check_note(note, LONGEST_NOTE)
    if verdict not in {choice.value for choice in CHOICES}:
        raise InvalidInput("Choose a verdict.", field="verdict")
    blind.verdict = Verdict(verdict)
    blind.reason = _reason(reason, note) if blind.verdict is Verdict.REJECT else None
    blind.note, blind.reviewer_id, blind.decided_at = note, actor.id, clock.now()
    # Not on the pair: its history must not tell the next reader what a blind reviewer said.
    record_event(session, actor, "second_review.given", blind, verdict=verdict, reason=blind.reason)
    return blind


def _reason(reason: str, note: str) -> str:
    chosen = check_reason(reason, note)
    if CONSEQUENCES[chosen].parks:
        raise InvalidInput("Choose a reason.", field="reason")  # a second opinion is on the fit alone
    return chosen.value
