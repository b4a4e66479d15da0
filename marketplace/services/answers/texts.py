"""The text by which a listing goes: the public one, or else the newest."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from marketplace.models import Listing, ListingVersion


def latest_texts(session: Session, listings: Iterable[Listing]) -> dict[int, ListingVersion]:
    """By listing id: the public text, or else the newest; a listing without any text is left out."""
    found, missing = {}, []
    for listing in listings:
        if listing.published_version is not None:
            found[listing.id] = listing.published_version
        else:
            missing.append(listing.id)
    if missing:
        newest = (
            select(ListingVersion)
            .where(ListingVersion.listing_id.in_(missing))
            .ext(distinct_on(ListingVersion.listing_id))
            .order_by(ListingVersion.listing_id, ListingVersion.number.desc())
        )
        found |= {text.listing_id: text for text in session.scalars(newest)}
    return found
