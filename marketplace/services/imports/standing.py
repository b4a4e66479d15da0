"""What the site holds of the listings and organizations a file names: a handful of queries in all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import InstrumentedAttribute, Session

from marketplace.models import Listing, ListingContact, ListingState, ListingVersion, Organization


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


def among(column: InstrumentedAttribute[str], values: Collection[str]) -> Any:
    """`column = ANY(values)`: one parameter, whether there are ten values or fifty thousand."""
    return column == any_(bindparam(None, list(values), type_=ARRAY(Text)))


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
            compared_version(listing, latest[listing.id]),
            latest[listing.id].number,
            contacts.get(listing.id),
        )
        for listing in listings
    }


def compared_version(listing: Listing, latest: ListingVersion) -> ListingVersion:
    """The public text of a published listing; the newest text of any other."""
    published = listing.published_version
    return published if listing.state is ListingState.PUBLISHED and published is not None else latest


def load_organizations(session: Session, codes: Collection[str]) -> dict[str, Organization]:
    """The organizations with these unified social credit codes that exist, by code. One query."""
    found = select(Organization).where(among(Organization.unified_social_credit_code, codes))
    return {organization.unified_social_credit_code: organization for organization in session.scalars(found)}
