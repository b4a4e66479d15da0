"""How the pairs of a list stand: which staff have locked, which they have ruled out, which are free."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import (
    Kind,
    Listing,
    ListingState,
    ListingVersion,
    Match,
    MatchState,
    OpportunityListItem,
)

M = MatchState
# Recommended, and whatever came of it: these pairs hold their places.
DECIDED = frozenset(
    {
        M.RECOMMENDED,
        M.ACCEPTED_BY_DEMAND,
        M.ACCEPTED_BY_SUPPLY,
        M.INTRODUCED,
        M.MEETING,
        M.PILOT,
        M.SIGNED,
        M.DELIVERED,
    }
)


@dataclass(frozen=True)
class Standing:
    """The published demands of a list and all their pairs, in order of id."""

    demands: Sequence[Listing]
    matches: Sequence[Match]

    @property
    def locked(self) -> list[Match]:
        """The pairs that stay: decided, or pinned and not ruled out."""
        return [match for match in self.matches if is_locked(match)]

    @property
    def barred(self) -> list[Match]:
        """The pairs that must not come back."""
        return [match for match in self.matches if is_barred(match)]

    def fingerprint(self) -> str:
        """Changes with every demand, text, verdict and pin that an assignment depends on."""
        told = {
            "demands": [
                (demand.id, demand.published_version.content_hash if demand.published_version else None)
                for demand in self.demands
            ],
            "matches": [
                (match.demand_id, match.supply_id, is_locked(match), is_barred(match))
                for match in self.matches
                if is_locked(match) or is_barred(match)
            ],
        }
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def is_locked(match: Match) -> bool:
    """Whether an assignment must keep the pair."""
    return match.state in DECIDED or (match.pinned_at is not None and not is_barred(match))


def is_barred(match: Match) -> bool:
    """Whether the pair was rejected, declined, closed, or put aside by a person."""
    if match.state is MatchState.PARKED:
        return match.assignment_id is None
    return match.state in (MatchState.REJECTED, MatchState.DECLINED, MatchState.CLOSED)


def read_standing(session: Session, opportunity_list_id: int, *, lock: bool = False) -> Standing:
    """The list's demands and their pairs as they are now; with `lock` nobody decides one meanwhile."""
    demands = session.scalars(
        select(Listing)
        .join(ListingVersion, ListingVersion.listing_id == Listing.id)
        .join(OpportunityListItem, OpportunityListItem.listing_version_id == ListingVersion.id)
        .where(
            OpportunityListItem.opportunity_list_id == opportunity_list_id,
            Listing.kind == Kind.DEMAND,
            Listing.state == ListingState.PUBLISHED,
        )
        .order_by(Listing.code)
    ).unique()
    found = demands.all()
    query = select(Match).where(Match.demand_id.in_([demand.id for demand in found])).order_by(Match.id)
    if lock:
        query = query.with_for_update(of=Match).execution_options(populate_existing=True)
    return Standing(found, session.scalars(query).all())
