"""The verdicts there are, with the signals as each reviewer had them before him."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ScalarSelect, SQLColumnExpression, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.models import Listing, ListingVersion, Match, MatchRun, Review, Suggestion, Verdict
from marketplace.services.reviews.reasons import DECLINE_CONFIRMED, TEACHING
from matching.fusion import SIGNALS
from matching.learning.verdicts import Verdict as Judged

# The matcher as shipped, where a version of it is named.
SHIPPED = "shipped"


def collect_verdicts(session: Session, model: str, limit: int | None = None) -> list[Judged]:
    """Verdicts that stand, on suggestions ranked with this encoder, oldest first; the newest `limit` of them.

    Left out are those undone, those that merely park a pair or confirm a side's decline, and those whose
    suggestion is gone or holds no signal known here. A rejection counts against the signals only for a reason
    that teaches (reviews.reasons.CONSEQUENCES).
    """
    demand, supply = aliased(Listing), aliased(Listing)
    query = (
        select(
            Review,
            Suggestion,
            MatchRun.matcher_version_id,
            demand.organization_id,
            supply.organization_id,
            func.least(_amount(demand.id, Review.demand_hash), _amount(supply.id, Review.supply_hash)),
        )
        .join(Suggestion, Suggestion.id == Review.suggestion_id)
        .join(MatchRun, MatchRun.id == Suggestion.run_id)
        .join(Match, Match.id == Review.match_id)
        .join(demand, demand.id == Match.demand_id)
        .join(supply, supply.id == Match.supply_id)
        .where(
            Review.undone_at.is_(None),
            Review.verdict != Verdict.PARK,
            func.coalesce(Review.reason, "") != DECLINE_CONFIRMED,
            MatchRun.model == model,
        )
        .order_by(Review.created_at.desc(), Review.id.desc())
        .limit(limit)
    )
    found = [_judged(*row) for row in session.execute(query)]
    return [verdict for verdict in reversed(found) if verdict is not None]


def _judged(
    review: Review, suggestion: Suggestion, version: int | None, owner: int, supplier: int, amount: int | None
) -> Judged | None:
    values = _values(suggestion.parts)
    if values is None or amount is None:
        return None
    recommended = review.verdict is Verdict.RECOMMEND
    return Judged(
        demand=str(suggestion.demand_id),
        supply=str(suggestion.supply_id),
        reviewer=str(review.reviewer_id),
        organizations=(str(owner), str(supplier)),
        recommended=recommended,
        reason=review.reason or "",
        about_fit=recommended or review.reason in TEACHING,
        at=review.created_at,
        values=values,
        amount=float(amount),
        probability=suggestion.probability,
        version=str(version) if version is not None else SHIPPED,
        texts=(review.demand_hash, review.supply_hash),
    )


def _values(parts: Sequence[Mapping[str, Any]]) -> tuple[float, ...] | None:
    """The signals in their order; None for parts without any of them.

    A part without weight is not stored; what a signal said that counts nothing does not matter.
    """
    by_name = {part["name"]: float(part["value"]) for part in parts}
    if not by_name.keys() & set(SIGNALS):
        return None
    return tuple(by_name.get(name, 0.0) for name in SIGNALS)


def _amount(
    listing_id: SQLColumnExpression[int], content_hash: SQLColumnExpression[str]
) -> ScalarSelect[int | None]:
    """Characters of prose in the version judged, as `Document.text_amount` counts them."""
    prose = (ListingVersion.title, ListingVersion.summary, ListingVersion.description)
    total = sum((func.char_length(column) for column in prose[1:]), func.char_length(prose[0]))
    return (
        select(func.max(total))
        .where(ListingVersion.listing_id == listing_id, ListingVersion.content_hash == content_hash)
        .scalar_subquery()
    )
