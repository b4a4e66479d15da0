"""The figures whose rows are listings: demands that nothing fits, supplies that were never suggested."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from marketplace.models import Kind, Listing, ListingState, ListingVersion, Match, Organization, Serving
from marketplace.services.dashboards.figures import Figure
from marketplace.services.dashboards.scope import Narrowing, Scope, stands_in_list, within_days
from marketplace.services.reviews.read_unserved import is_unserved


def listings_of(figure: Figure, scope: Scope, *columns: Any) -> Select[*tuple[Any, ...]]:
    """The columns (of Listing, ListingVersion, Organization) of every listing in the figure."""
    wanted = is_unserved() if figure is Figure.UNSERVED else _never_suggested()
    return (
        select(*columns)
        .select_from(Listing)
        .join(ListingVersion, ListingVersion.id == Listing.published_version_id)
        .join(Organization, Organization.id == Listing.organization_id)
        .outerjoin(Serving, Serving.demand_id == Listing.id)
        .where(wanted, *_narrowed(scope.narrowing))
    )


def _never_suggested() -> ColumnElement[bool]:
    paired = select(Match.supply_id)
    public: ColumnElement[bool] = Listing.state == ListingState.PUBLISHED
    return (Listing.kind == Kind.SUPPLY) & public & Listing.id.not_in(paired)


def _narrowed(chosen: Narrowing) -> list[ColumnElement[bool]]:
    """The same words as for pairs; a listing belongs to the period in which it was published."""
    found = within_days(Listing.published_at, chosen)
    if chosen.industry:
        found.append(ListingVersion.industry == chosen.industry)
    if chosen.region:
        found.append(ListingVersion.region == chosen.region)
    if chosen.listed:
        found.append(stands_in_list(Listing.id, chosen.listed))
    if chosen.supplier is not None:
        found.append(Listing.organization_id == chosen.supplier)
    return found
