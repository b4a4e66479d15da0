"""The verdict just given, as far as it can still be taken back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Match, Review
from marketplace.permissions import Actor, Permission, require
from marketplace.services.reviews.undo import can_undo, standing_review


@dataclass(frozen=True)
class LastVerdict:
    """A verdict that can be undone, and its pair."""

    match: Match
    review: Review


def read_last_verdict(session: Session, actor: Actor, match_id: int | None) -> LastVerdict | None:
    """The actor's own standing verdict on the pair, None when there is none to undo. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    if match_id is None:
        return None
    match = session.scalar(select(Match).where(Match.id == match_id))
    review = standing_review(session, match.id) if match is not None else None
    if match is None or review is None or review.reviewer_id != actor.id:
        return None
    return LastVerdict(match, review) if can_undo(match, review) else None
