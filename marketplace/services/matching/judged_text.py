"""Whether a listing still says what a verdict was given on."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import ListingVersion
from marketplace.services.matching.changes import is_material


def says_something_else(session: Session, judged_hash: str, now: ListingVersion) -> bool:
    """Whether a listing's text differs materially from the one with this hash, on which it was judged."""
    if judged_hash == now.content_hash:
        return False
    judged = session.scalar(
        select(ListingVersion)
        .where(ListingVersion.listing_id == now.listing_id, ListingVersion.content_hash == judged_hash)
        .order_by(ListingVersion.number.desc())
        .limit(1)
    )
    return judged is None or is_material(judged, now)
