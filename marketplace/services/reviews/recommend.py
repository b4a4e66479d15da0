"""Recommend a pair to both sides."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import MatchState, Review, Verdict
from marketplace.permissions import Actor
from marketplace.services.answers.tell import tell_recommended
from marketplace.services.approaches.settle import grant_approaches
from marketplace.services.audit.record import change_match_state
from marketplace.services.blocks.standing import block_on
from marketplace.services.kinds.propose import propose_kind_from_pair
from marketplace.services.notes import check_note
from marketplace.services.ports import Clock
from marketplace.services.reviews.lock import LONGEST_NOTE, Seen, lock_for_verdict
from marketplace.services.second_reviews.sample import sample_second_review


def recommend_match(
    session: Session,
    actor: Actor,
    match_id: int,
    seen: Seen,
    *,
    clock: Clock,
    note: str = "",
    second_share: float = 0.0,
) -> Review:
    """Recommend a suggested pair; the verdict is pinned to both texts and to the suggestion judged.

    Where no known kind of problem explains the pair, its texts become the draft of one. `second_share`: of
    all verdicts, how many a colleague gives a second time without knowing the first (0..1).

    Raises NotAllowed, NotFound, Conflict, WrongState, InvalidInput.
    """
    match = lock_for_verdict(session, actor, match_id, seen, clock=clock)
    note = check_note(note, LONGEST_NOTE)
    if block_on(session, match) is not None:
        raise WrongState("The two organizations are kept apart: lift the block before you recommend.")
    change_match_state(session, actor, match, MatchState.RECOMMENDED, "match.recommend", clock=clock)
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
    sample_second_review(session, review, share=second_share, clock=clock)
    grant_approaches(session, actor, match, clock=clock)
    tell_recommended(session, match, clock=clock)
    propose_kind_from_pair(session, actor, match)
    return review
