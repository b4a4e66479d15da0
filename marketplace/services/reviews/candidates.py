"""Find public listings of one side by code, title or organization, to pair them by hand."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from marketplace.models import Kind, Listing, ListingState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.listings.register import list_listings

SHOWN = 8


def search_side(session: Session, actor: Actor, kind: Kind, text: str) -> Sequence[Listing]:
    """The first few that match; nothing without a word to search by. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    if not text:
        return []
    page = list_listings(session, actor, text=text, state=ListingState.PUBLISHED, kind=kind)
    return [row.listing for row in page.rows[:SHOWN]]
