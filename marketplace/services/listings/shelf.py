"""Where a reader looks: all that is published now, or one released list with the texts of its day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, literal, select

from marketplace.models import (
    Listing,
    ListingState,
    ListingVersion,
    OpportunityListItem,
    Organization,
)

READABLE = frozenset({ListingState.PUBLISHED, ListingState.EXPIRED, ListingState.FULFILLED})
"""The states in which the public may read a listing that was released; one withdrawn is shown nowhere."""


@dataclass(frozen=True)
class Shelf:
    """The published listings, or those of the opportunity list `list_id` that may still be read."""

    list_id: int | None = None

    def rows(self) -> Select[*tuple[Any, ...]]:
        """One row a listing: what a card shows, and what filters and orders look at."""
        position = literal(0) if self.list_id is None else OpportunityListItem.position
        rows = select(
            Listing.id,
            Listing.code,
            Listing.kind,
            Listing.state,
            Listing.published_at,
            ListingVersion.title,
            ListingVersion.summary,
            ListingVersion.description,
            ListingVersion.industry,
            ListingVersion.region,
            ListingVersion.technologies,
            ListingVersion.maturity,
            ListingVersion.budget_wan,
            ListingVersion.deadline,
            ListingVersion.cooperation,
            ListingVersion.cases,
            Organization.name.label("organization"),
            position.label("position"),
        ).join(Organization, Organization.id == Listing.organization_id)
        if self.list_id is None:
            return rows.join(ListingVersion, ListingVersion.id == Listing.published_version_id).where(
                Listing.state == ListingState.PUBLISHED
            )
        return (
            rows.join(ListingVersion, ListingVersion.listing_id == Listing.id)
            .join(OpportunityListItem, OpportunityListItem.listing_version_id == ListingVersion.id)
            .where(OpportunityListItem.opportunity_list_id == self.list_id, Listing.state.in_(READABLE))
        )


PUBLISHED = Shelf()
