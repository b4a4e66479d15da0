"""Two versions of a listing side by side, for its owner and for staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Listing, ListingVersion
from marketplace.permissions import Actor, Permission, require
from marketplace.services.drafts.own import find_own
from marketplace.services.files.attached import files_of
from marketplace.services.listings.difference import FieldChange, compare_versions
from marketplace.services.reviews.find_listing import find_listing


@dataclass(frozen=True)
class Comparison:
    """All versions, newest first, and what differs between two of them (none chosen: the last two)."""

    listing: Listing
    versions: Sequence[ListingVersion]
    old: ListingVersion
    new: ListingVersion
    changes: Sequence[FieldChange]


def compare_own(
    session: Session, actor: Actor, code: str, old: int | None = None, new: int | None = None
) -> Comparison:
    """Two versions of an own listing. Raises NotAllowed, NotFound."""
    return _compare(session, find_own(session, actor, code), old, new)


def compare_any(
    session: Session, actor: Actor, code: str, old: int | None = None, new: int | None = None
) -> Comparison:
    """Two versions of a listing that was handed in. Raises NotAllowed, NotFound."""
    require(actor, Permission.MODERATE_LISTINGS)
    return _compare(session, find_listing(session, actor, code), old, new)


def _compare(session: Session, listing: Listing, old: int | None, new: int | None) -> Comparison:
    versions = session.scalars(
        select(ListingVersion)
        .where(ListingVersion.listing_id == listing.id)
        .order_by(ListingVersion.number.desc())
    ).all()
    if not versions:
        raise NotFound("This listing has no version yet.")
    by_number = {version.number: version for version in versions}
    newer = by_number.get(new or versions[0].number)
    older = by_number.get(old if old is not None else _before(by_number, newer))
    if newer is None or older is None:
        raise NotFound("This listing has no such version.")
    changes = compare_versions(
        listing.kind, older, newer, files_of(session, older.id), files_of(session, newer.id)
    )
    return Comparison(listing, versions, older, newer, changes)


def _before(numbers: dict[int, ListingVersion], newer: ListingVersion | None) -> int:
    """The version before this one; the first is compared with itself."""
    if newer is None:
        return 0
    return max((number for number in numbers if number < newer.number), default=newer.number)
