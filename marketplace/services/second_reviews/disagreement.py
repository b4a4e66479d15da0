"""Two opinions on one pair, with the texts, for the person who settles between them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import BlindReview, Role, Suggestion
from marketplace.permissions import Actor, Permission, require
from marketplace.services.reviews.interest import has_interest
from marketplace.services.reviews.read_pair import Side, read_side
from marketplace.services.second_reviews.settle import is_open


@dataclass(frozen=True)
class Disagreement:
    """`may_settle`: the reader is staff, gave neither opinion, and belongs to neither side.

    `moves`: overturning the first verdict would send the pair back to review.
    """

    blind: BlindReview
    demand: Side
    supply: Side
    suggestion: Suggestion | None
    may_settle: bool
    moves: bool


def read_disagreement(session: Session, actor: Actor, blind_id: int) -> Disagreement:
    """Raises NotAllowed, and NotFound unless both opinions are given: a blind one must stay blind."""
    require(actor, Permission.READ_AGREEMENT)
    blind = session.get(BlindReview, blind_id)
    if blind is None or blind.verdict is None:
        raise NotFound("There is no such second review.")
    match = blind.match
    judged = blind.review.suggestion_id
    return Disagreement(
        blind,
        read_side(session, match.demand),
        read_side(session, match.supply),
        session.get(Suggestion, judged) if judged is not None else None,
        may_settle=actor.role is Role.STAFF
        and blind.settled_at is None
        and blind.verdict is not blind.review.verdict
        and actor.id not in (blind.review.reviewer_id, blind.reviewer_id)
        and not has_interest(actor, match),
        moves=is_open(session, match, blind),
    )
