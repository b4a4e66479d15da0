"""Which pairs a dashboard speaks of: whose they are, and what the reader narrowed them to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import aliased

from marketplace.models import (
    Listing,
    ListingVersion,
    Match,
    OpportunityList,
    OpportunityListItem,
)
from marketplace.services.answers.own_pairs import is_visible
from marketplace.services.followups.log import LOCAL

# The two listings of a pair, and the public text of its demand, in every query of this package.
Demand, Supply = aliased(Listing, name="demand"), aliased(Listing, name="supply")
DemandText = aliased(ListingVersion, name="demand_text")


@dataclass(frozen=True)
class Narrowing:
    """What the reader chose; both days are within.

    A pair belongs to the period in which it was suggested, as its sides see it: in which it was recommended.
    `industry` and `region` are the demand's; `listed` is the slug of a list that either listing stands in.
    `supplier` (an organization) and `band` (see bands.py) narrow a figure to one of its lines.
    """

    since: date | None = None
    until: date | None = None
    industry: str = ""
    region: str = ""
    listed: str = ""
    supplier: int | None = None
    band: int | None = None


@dataclass(frozen=True)
class Scope:
    """`organization_id`: whose pairs, seen as that side may see them; None: everything, as staff see it."""

    narrowing: Narrowing
    now: datetime
    organization_id: int | None = None


def pairs_of(scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    """The columns (of Match, Demand, Supply, DemandText) of every pair in the scope."""
    query = (
        select(*columns)
        .select_from(Match)
        .join(Demand, Demand.id == Match.demand_id)
        .join(Supply, Supply.id == Match.supply_id)
        .outerjoin(DemandText, DemandText.id == Demand.published_version_id)
        .where(*_narrowed(scope))
    )
    if scope.organization_id is None:
        return query
    own = or_(stands_on(scope, Demand), stands_on(scope, Supply))
    return query.where(is_visible(), own)


def stands_on(scope: Scope, listing: Any) -> ColumnElement[bool]:
    """Whether the listing (Demand or Supply) is the organization's own."""
    belongs: ColumnElement[bool] = listing.organization_id == scope.organization_id
    return belongs


def within_days(moment: Any, chosen: Narrowing) -> list[ColumnElement[bool]]:
    """The period as conditions on a moment. A day begins at midnight in China."""
    found: list[ColumnElement[bool]] = []
    if chosen.since is not None:
        found.append(moment >= _midnight(chosen.since))
    if chosen.until is not None and chosen.until < date.max:
        found.append(moment < _midnight(chosen.until + timedelta(days=1)))
    return found


def stands_in_list(listing_id: Any, slug: str) -> ColumnElement[bool]:
    """Whether any version of the listing was released with the list."""
    found: ColumnElement[bool] = listing_id.in_(
        select(ListingVersion.listing_id)
        .join(OpportunityListItem, OpportunityListItem.listing_version_id == ListingVersion.id)
        .join(OpportunityList, OpportunityList.id == OpportunityListItem.opportunity_list_id)
        .where(OpportunityList.slug == slug)
    )
    return found


def _narrowed(scope: Scope) -> list[ColumnElement[bool]]:
    chosen = scope.narrowing
    begun = Match.suggested_at if scope.organization_id is None else Match.recommended_at
    found = within_days(begun, chosen)
    if chosen.industry:
        found.append(DemandText.industry == chosen.industry)
    if chosen.region:
        found.append(DemandText.region == chosen.region)
    if chosen.listed:
        listed = (stands_in_list(side, chosen.listed) for side in (Match.demand_id, Match.supply_id))
        found.append(or_(*listed))
    if chosen.supplier is not None:
        found.append(Supply.organization_id == chosen.supplier)
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LOCAL)
