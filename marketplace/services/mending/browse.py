"""What is still to be mended in a listing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from marketplace.models import Listing, ListingVersion, Match, MendRequest
from marketplace.permissions import Actor, Permission, allowed, require_member


def open_requests(session: Session, actor: Actor, listing: Listing) -> Sequence[MendRequest]:
    """Requests not met yet, newest first; for staff and for the listing's own organization.

    Raises NotAllowed.
    """
    if not allowed(actor, Permission.REVIEW_MATCHES):
        require_member(actor, listing.organization_id)
    return session.scalars(
        select(MendRequest)
        .options(joinedload(MendRequest.asked_by))
        .join(Listing, Listing.id == MendRequest.listing_id)
        .outerjoin(ListingVersion, ListingVersion.id == Listing.published_version_id)
        .where(MendRequest.listing_id == listing.id, *is_unmet())
        .order_by(MendRequest.created_at.desc(), MendRequest.id.desc())
    ).all()


def requests_of(session: Session, match: Match) -> Sequence[MendRequest]:
    """Everything that was asked for on a pair, newest first."""
    return session.scalars(
        select(MendRequest)
        .options(joinedload(MendRequest.asked_by), joinedload(MendRequest.listing))
        .where(MendRequest.match_id == match.id)
        .order_by(MendRequest.created_at.desc(), MendRequest.id.desc())
    ).all()


def is_unmet() -> tuple[ColumnElement[bool], ...]:
    """Not closed by staff, and the text is still the one that was judged."""
    return (
        MendRequest.closed_at.is_(None),
        or_(ListingVersion.content_hash.is_(None), ListingVersion.content_hash == MendRequest.content_hash),
    )
