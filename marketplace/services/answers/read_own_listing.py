"""One listing of one's own organization: its texts, its reviewed pairs, its contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Listing, ListingContact, ListingVersion, Match, StoredFile
from marketplace.permissions import Actor, Permission, require
from marketplace.services.answers.own_pairs import own_matches
from marketplace.services.answers.pair_rows import PairRow, make_rows
from marketplace.services.contacts.find import contact_of
from marketplace.services.files.attached import files_of


@dataclass(frozen=True)
class OwnListingFile:
    """The listing, its versions (newest first), its pairs (best first) and the contact it would release."""

    listing: Listing
    text: ListingVersion
    versions: Sequence[ListingVersion]
    pairs: Sequence[PairRow]
    contact: ListingContact | None
    attachments: Sequence[StoredFile]


def read_own_listing(session: Session, actor: Actor, code: str) -> OwnListingFile | None:
    """None for a listing that is still being written and was never handed in.

    Raises NotAllowed, and NotFound for any listing that is not the organization's own.
    """
    require(actor, Permission.WRITE_LISTINGS)
    listing = session.scalar(
        select(Listing).where(Listing.code == code, Listing.organization_id == actor.organization_id)
    )
    if listing is None:
        raise NotFound("There is no such listing.")
    versions = session.scalars(
        select(ListingVersion)
        .where(ListingVersion.listing_id == listing.id)
        .order_by(ListingVersion.number.desc())
    ).all()
    if not versions:
        return None
    require(actor, Permission.USE_WORKSPACE)  # its pairs are nobody's before the organization is verified
    text = listing.published_version or versions[0]
    matches = session.scalars(
        own_matches(actor).where(or_(Match.demand_id == listing.id, Match.supply_id == listing.id))
    ).all()
    return OwnListingFile(
        listing=listing,
        text=text,
        versions=versions,
        pairs=[row for row in make_rows(session, actor, matches) if row.ours is listing],
        contact=contact_of(session, listing.id),
        attachments=files_of(session, text.id),
    )
