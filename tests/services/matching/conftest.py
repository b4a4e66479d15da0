"""A run, and an engine told what to suggest."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from marketplace.models import Listing, ListingVersion, Match, MatchRun, Review, Verdict
from marketplace.services.ports import RankedDemand, RankedPair
from tests.doubles import FakeEngine
from tests.factories import make_account


@pytest.fixture
def run(session: Session) -> MatchRun:
    """A run that has begun."""
    run = MatchRun(reason="test")
    session.add(run)
    session.flush()
    return run


@pytest.fixture
def suggests(engine: FakeEngine) -> Callable[..., None]:
    """Tell the engine which supplies it suggests for a demand, best first."""

    def tell(demand: Listing, *supplies: Listing, served: bool = True) -> None:
        pairs = tuple(ranked_pair(demand, supply, rank) for rank, supply in enumerate(supplies, start=1))
        engine.ranked[demand.id] = RankedDemand(demand.id, served, 40, pairs)

    return tell


def ranked_pair(demand: Listing, supply: Listing, rank: int) -> RankedPair:
    return RankedPair(
        demand_id=demand.id,
        supply_id=supply.id,
        rank=rank,
        score=1.0 - rank / 10,
        probability=None,
        parts=({"name": "dense", "value": 1.0 - rank / 10, "weight": 1.0},),
        shared_terms=("漏点",),
        reasons=({"code": "same_industry", "values": {"industry": "智慧水务"}},),
    )


def judge(session: Session, match: Match, verdict: Verdict) -> Review:
    """A verdict on both texts as they are now."""
    assert match.demand.published_version and match.supply.published_version
    review = Review(
        match_id=match.id,
        reviewer_id=make_account(session).id,
        verdict=verdict,
        demand_hash=match.demand.published_version.content_hash,
        supply_hash=match.supply.published_version.content_hash,
    )
    session.add(review)
    session.flush()
    return review


def edit(session: Session, listing: Listing, **fields: object) -> ListingVersion:
    """Publish a new version of the listing that differs in these fields."""
    old = listing.published_version
    assert old is not None
    names = ("title", "industry", "region", "summary", "description", "technologies", "maturity")
    values = {name: getattr(old, name) for name in (*names, "budget_wan", "deadline", "cooperation", "cases")}
    new = ListingVersion(
        listing_id=listing.id,
        number=old.number + 1,
        content_hash=f"{old.content_hash}+",
        **(values | fields),
    )
    session.add(new)
    session.flush()
    listing.published_version = new
    session.flush()
    return new
