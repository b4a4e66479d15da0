"""What an acceptance rests on: the texts that staff recommended, and the organization that gave it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import Answer, Kind, Match, Review, Verdict
from marketplace.services.answers.own_pairs import listing_on
from marketplace.services.matching.judged_text import says_something_else


def latest_recommendation(session: Session, match: Match) -> Review | None:
    """The standing verdict by which staff recommended the pair, the newest if there are several."""
    return session.scalar(
        select(Review)
        .where(
            Review.match_id == match.id,
            Review.verdict == Verdict.RECOMMEND,
            Review.undone_at.is_(None),
        )
        .order_by(Review.created_at.desc(), Review.id.desc())
        .limit(1)
    )


def check_recommended(session: Session, match: Match) -> None:
    """Raise WrongState when a text says something else than the one recommended.

    The pair goes back to staff with the next matching run; until that has come, nobody accepts.
    """
    review = latest_recommendation(session, match)
    if review is None:
        return
    for side, judged in ((Kind.DEMAND, review.demand_hash), (Kind.SUPPLY, review.supply_hash)):
        now = listing_on(match, side).published_version
        if now is None or says_something_else(session, judged, now):
            raise WrongState(
                "One of the two texts has changed since our staff recommended this pair. "
                "They look at it again and then ask both sides anew."
            )


def check_consents(match: Match, answers: Mapping[Kind, Answer]) -> None:
    """Raise WrongState when a listing has passed to another organization than the one that accepted."""
    if not all(is_of_owner(match, answer) for answer in answers.values()):
        raise WrongState(
            "A listing of this pair has passed to another organization, which has not accepted it yet."
        )


def is_of_owner(match: Match, answer: Answer) -> bool:
    """Whether the answer comes from the organization that the listing on its side belongs to now."""
    return answer.organization_id == listing_on(match, answer.side).organization_id
