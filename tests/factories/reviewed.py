"""What reviewing leaves behind: a block, a request to mend, and second opinions waiting and differing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, BlindReview, Match, MendRequest, OrganizationBlock, Role
from marketplace.services.ports import Clock
from marketplace.services.reviews.lock import Seen, public_hash
from marketplace.services.reviews.recommend import recommend_match
from marketplace.services.reviews.reject import reject_match
from marketplace.services.second_reviews.decide import give_second_opinion
from tests.factories.accounts import make_account
from tests.factories.matches import make_match


@dataclass(frozen=True)
class Reviewed:
    """`blind` waits for a second opinion; `unsettled` got one that differs. Four staff had a part in it."""

    block: OrganizationBlock
    request: MendRequest
    blind: BlindReview
    unsettled: BlindReview


def judge(
    session: Session, staff: Account, match: Match, reason: str, clock: Clock, share: float = 0
) -> None:
    """Reject the pair for the reason; without one, recommend it."""
    seen = Seen(match.version, public_hash(match.demand), public_hash(match.supply))
    if reason:
        reject_match(
            session, staff, match.id, seen, reason=reason, until=None, clock=clock, second_share=share
        )
    else:
        recommend_match(session, staff, match.id, seen, clock=clock, second_share=share)
    session.flush()


def make_blind(session: Session, clock: Clock, reason: str = "") -> BlindReview:
    """A pair judged once (recommended, or rejected for the reason) that waits for a second opinion."""
    match = make_match(session)
    judge(session, make_account(session, Role.STAFF), match, reason, clock, share=1)
    return session.scalars(select(BlindReview).where(BlindReview.match_id == match.id)).one()


def make_reviewed(session: Session, clock: Clock) -> Reviewed:
    """All of them, each on a pair of its own."""
    staff = make_account(session, Role.STAFF)
    judge(session, staff, make_match(session), "open_dispute", clock)
    judge(session, staff, make_match(session), "need_unclear", clock)
    unsettled = make_blind(session, clock)
    second = make_account(session, Role.STAFF)
    give_second_opinion(
        session, second, unsettled.id, verdict="reject", reason="different_problem", clock=clock
    )
    session.flush()
    return Reviewed(
        session.scalars(select(OrganizationBlock)).one(),
        session.scalars(select(MendRequest)).one(),
        make_blind(session, clock),
        unsettled,
    )
