"""The verdicts of staff as judgements: the newest standing one of each pair whose texts still stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased, joinedload

from marketplace.models import Kind, Listing, ListingState, ListingVersion, Match, Review, Verdict
from marketplace.permissions import Actor, Permission, require
from marketplace.services.matching.documents import document_of
from marketplace.services.reviews.reasons import DECLINE_CONFIRMED, DECLINE_OVERRIDDEN
from matching.documents import Document

GRADES = {Verdict.RECOMMEND: 2, Verdict.REJECT: 0}
# Beside the judged supplies, so many others: how rare a word is depends on what else is offered.
MOST_OTHERS = 1_000


@dataclass(frozen=True)
class VerdictCount:
    """Judged pairs whose texts still stand."""

    recommended: int
    rejected: int


@dataclass(frozen=True)
class JudgedList:
    """Published listings, by their codes, and the grades that verdicts give: demand to supply to grade."""

    documents: list[Document]
    judgements: dict[str, dict[str, int]]


def count_verdicts(session: Session, actor: Actor) -> VerdictCount:
    """How many pairs an evaluation could be measured on. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    verdicts = list(_newest(session).values())
    return VerdictCount(verdicts.count(Verdict.RECOMMEND), verdicts.count(Verdict.REJECT))


def gather_judged_list(session: Session) -> JudgedList:
    """Every judged demand, every judged supply, and other published supplies up to a limit."""
    verdicts = _newest(session)
    judged = {listing_id for pair in verdicts for listing_id in pair}
    listings = {
        listing.id: listing for listing in session.scalars(_published().where(Listing.id.in_(judged)))
    }
    others = _published().where(Listing.kind == Kind.SUPPLY, Listing.id.not_in(judged))
    fillers = session.scalars(others.order_by(Listing.id).limit(MOST_OTHERS)).all()
    judgements: dict[str, dict[str, int]] = {}
    for (demand, supply), verdict in verdicts.items():
        judgements.setdefault(listings[demand].code, {})[listings[supply].code] = GRADES[verdict]
    return JudgedList(list(_documents([*listings.values(), *fillers])), judgements)


def _newest(session: Session) -> dict[tuple[int, int], Verdict]:
    """By demand and supply."""
    standing = standing_verdicts().subquery()
    rows = session.execute(select(standing.c.demand_id, standing.c.supply_id, standing.c.verdict))
    return {(demand_id, supply_id): verdict for demand_id, supply_id, verdict in rows}


def standing_verdicts() -> Select[int, int, int, Verdict, int | None]:
    """One row a judged pair: its id, demand, supply, newest standing verdict and the suggestion judged.

    A settled decline says what a side wants, not whether the pair fits.
    """
    demand, supply = aliased(Listing), aliased(Listing)
    asked, offered = aliased(ListingVersion), aliased(ListingVersion)
    return (
        select(
            Match.id.label("match_id"),
            Match.demand_id,
            Match.supply_id,
            Review.verdict,
            Review.suggestion_id,
        )
        .ext(distinct_on(Match.id))
        .join(Review, Review.match_id == Match.id)
        .join(demand, demand.id == Match.demand_id)
        .join(supply, supply.id == Match.supply_id)
        .join(asked, asked.id == demand.published_version_id)
        .join(offered, offered.id == supply.published_version_id)
        .where(
            Review.undone_at.is_(None),
            Review.verdict != Verdict.PARK,
            Review.reason.is_distinct_from(DECLINE_CONFIRMED),
            Review.reason.is_distinct_from(DECLINE_OVERRIDDEN),
            Review.demand_hash == asked.content_hash,
            Review.supply_hash == offered.content_hash,
            demand.state == ListingState.PUBLISHED,
            supply.state == ListingState.PUBLISHED,
        )
        .order_by(Match.id, Review.created_at.desc(), Review.id.desc())
    )


def _published() -> Select[Listing]:
    return (
        select(Listing)
        .where(Listing.state == ListingState.PUBLISHED, Listing.published_version_id.is_not(None))
        .options(joinedload(Listing.published_version), joinedload(Listing.organization))
    )


def _documents(listings: Iterable[Listing]) -> Iterable[Document]:
    for listing in listings:
        assert listing.published_version is not None  # only such were asked for
        yield replace(document_of(listing, listing.published_version), id=listing.code)
