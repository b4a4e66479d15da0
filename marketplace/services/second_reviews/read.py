"""One pair as a blind second reviewer sees it: nothing that tells of the first verdict."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import BlindReview, Match, Suggestion
from marketplace.permissions import Actor, Permission, require
from marketplace.services.ports import Clock
from marketplace.services.reviews.read_pair import Side, read_side
from marketplace.services.second_reviews.waiting import waiting_for


@dataclass(frozen=True)
class BlindFile:
    """Both texts and the suggestion that the first reviewer had; no state, no history, no names."""

    id: int
    match: Match
    demand: Side
    supply: Side
    suggestion: Suggestion | None


def read_blind(session: Session, actor: Actor, blind_id: int, *, clock: Clock) -> BlindFile:
    """Raises NotAllowed, and NotFound unless it waits for this very person's opinion."""
    require(actor, Permission.REVIEW_MATCHES)
    blind = session.scalar(waiting_for(actor, clock.now()).where(BlindReview.id == blind_id))
    if blind is None:
        raise NotFound("This pair is not waiting for your second opinion.")
    judged = blind.review.suggestion_id
    return BlindFile(
        blind.id,
        blind.match,
        read_side(session, blind.match.demand),
        read_side(session, blind.match.supply),
        session.get(Suggestion, judged) if judged is not None else None,
    )
