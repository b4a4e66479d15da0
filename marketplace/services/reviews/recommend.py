"""Recommend a pair to both sides."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.models import MatchState, Review, Verdict
from marketplace.permissions import Actor
from marketplace.services.audit.record import change_match_state
from marketplace.services.kinds.propose import propose_kind_from_pair
from marketplace.services.notes import check_note
from marketplace.services.ports import Clock
from marketplace.services.reviews.lock import LONGEST_NOTE, Seen, check_state, check_texts, lock_pair


def recommend_match(
    session: Session, actor: Actor, match_id: int, seen: Seen, *, clock: Clock, note: str = ""
) -> Review:
    """Recommend a suggested pair; the verdict is pinned to both texts and to the suggestion judged.

    Where no known kind of problem explains the pair, its texts become the draft of one.

    Raises NotAllowed, NotFound, Conflict, WrongState, InvalidInput.
    """
    match = lock_pair(session, actor, match_id, seen.version)
    note = check_note(note, LONGEST_NOTE)
    check_state(match, MatchState.SUGGESTED)
    check_texts(match, seen)
    change_match_state(session, actor, match, MatchState.RECOMMENDED, "match.recommend")
    review = Review(
        match_id=match.id,
        reviewer_id=actor.id,
        verdict=Verdict.RECOMMEND,
        note=note,
        demand_hash=seen.demand_hash,
        supply_hash=seen.supply_hash,
        suggestion_id=match.suggestion_id,
        created_at=clock.now(),
    )
    session.add(review)
    propose_kind_from_pair(session, actor, match)
    return review
