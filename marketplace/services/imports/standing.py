"""What the site holds of the listings and organizations a file names: a handful of queries in all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from marketplace.models import Listing, ListingContact, ListingState, ListingVersion, Match, Organization
from marketplace.models.transitions import SETTLED
from marketplace.services.among import among
from marketplace.services.answers.own_pairs import is_visible


@dataclass(frozen=True)
class Standing:
    """A listing as it stands. An import is compared with `version`: the public text where there is one."""

    listing: Listing
    version: ListingVersion
    latest_number: int
    contact: ListingContact | None

    def value(self, key: str) -> Any:
        """The present value of a field by its key (see fields.FIELDS), contacts included."""
        organization = self.listing.organization
        if key == "organization":
            return organization.name
        if key in ("organization_type", "unified_social_credit_code"):
            return getattr(organization, key)
        if key.startswith("contact_"):
            return getattr(self.contact, key.removeprefix("contact_")) if self.contact else ""
        return "" if key == "cases" and self.version.cases is None else getattr(self.version, key)


def load_standing(session: Session, codes: Collection[str]) -> Mapping[str, Standing]:
    """The listings with these codes that exist, by code. Three queries."""
    listings = session.scalars(select(Listing).where(among(Listing.code, codes))).all()
    mine = select(Listing.id).where(among(Listing.code, codes))
    latest = {
        version.listing_id: version
        for version in session.scalars(
            select(ListingVersion)
            .where(ListingVersion.listing_id.in_(mine))
            .ext(distinct_on(ListingVersion.listing_id))
            .order_by(ListingVersion.listing_id, ListingVersion.number.desc())
        )
    }
    contacts = {
        contact.listing_id: contact
        for contact in session.scalars(select(ListingContact).where(ListingContact.listing_id.in_(mine)))
    }
    return {
        listing.code: Standing(
            listing,
            compared_version(listing, latest.get(listing.id) or unwritten(listing)),
            latest[listing.id].number if listing.id in latest else 0,
            contacts.get(listing.id),
        )
        for listing in listings
    }


def compared_version(listing: Listing, latest: ListingVersion) -> ListingVersion:
    """The public text of a published listing; the newest text of any other."""
    published = listing.published_version
    return published if listing.state is ListingState.PUBLISHED and published is not None else latest


def unwritten(listing: Listing) -> ListingVersion:
    """The text of a listing that has none yet, version 0; it is stored nowhere."""
    return ListingVersion(listing_id=listing.id, number=0, title="", industry="", region="", summary="")


def listings_with_pairs(session: Session, ids: Collection[int]) -> frozenset[int]:
    """Those of the listings that stand in a pair its two sides know of. One query, or none."""
    if not ids:
        return frozenset()
    pairs = select(Match.demand_id, Match.supply_id).where(
        is_visible(), or_(Match.demand_id.in_(ids), Match.supply_id.in_(ids))
    )
    return frozenset(one for pair in session.execute(pairs) for one in pair) & frozenset(ids)


def listings_joining(session: Session, moves: Mapping[int, str]) -> frozenset[int]:
    """Those of the listings that would pass to the organization of the other side of an open pair.

    `moves`: the code of the organization that each listing goes to, by the listing's id. One query, or none.
    """
    if not moves:
        return frozenset()
    demand, supply = aliased(Listing), aliased(Listing)
    owner, supplier = aliased(Organization), aliased(Organization)
    pairs = (
        select(demand.id, supply.id, owner.unified_social_credit_code, supplier.unified_social_credit_code)
        .select_from(Match)
        .join(demand, Match.demand_id == demand.id)
        .join(supply, Match.supply_id == supply.id)
        .join(owner, demand.organization_id == owner.id)
        .join(supplier, supply.organization_id == supplier.id)
        .where(Match.state.not_in(SETTLED), or_(demand.id.in_(list(moves)), supply.id.in_(list(moves))))
    )
    return frozenset(
        one
        for demand_id, supply_id, owner_code, supplier_code in session.execute(pairs)
        if moves.get(demand_id, owner_code) == moves.get(supply_id, supplier_code)
        for one in (demand_id, supply_id)
        if one in moves
    )
