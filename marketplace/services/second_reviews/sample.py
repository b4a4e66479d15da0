"""Choose which verdicts are given a second time."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from marketplace.models import BlindReview, Review, Verdict
from marketplace.services.ports import Clock

SPACE = 2**64


def is_sampled(match_id: int, demand_hash: str, supply_hash: str, share: float) -> bool:
    """Whether a pair with these texts belongs to the sample.

    The same pair always gives the same answer, nobody can tell it beforehand by eye, and a larger share
    keeps all that a smaller one chose.
    """
    told = f"second review|{match_id}|{demand_hash}|{supply_hash}".encode()
    return int.from_bytes(hashlib.sha256(told).digest()[:8]) < share * SPACE


def sample_second_review(
    session: Session, review: Review, *, share: float, clock: Clock
) -> BlindReview | None:
    """Ask for a second opinion if the pair is in the sample; a pair that is merely parked was not judged."""
    if review.verdict is Verdict.PARK:
        return None
    if not is_sampled(review.match_id, review.demand_hash, review.supply_hash, share):
        return None
    asked = BlindReview(review=review, match_id=review.match_id, created_at=clock.now())
    session.add(asked)
    return asked
