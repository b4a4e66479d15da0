"""Which kind of problem a published listing is about."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Listing, ListingState, RecalledKind
from marketplace.services.kinds.known import find_kind
from matching.knowledge.kinds import KindOfProblem

# A listing is about the kind it recalls most when that one takes so much of all it recalls and is so near:
# the rest lie between kinds, or about nothing the knowledge base knows. Read by hand on a dozen listings of
# the demonstration with the default encoder: the wrong ones stay below 0.45. Measure again for another.
LEAST_SHARE, LEAST_SIMILARITY = 0.1, 0.5


def is_about() -> ColumnElement[bool]:
    """The condition on RecalledKind rows."""
    return and_(
        RecalledKind.place == 1,
        RecalledKind.share >= LEAST_SHARE,
        RecalledKind.similarity >= LEAST_SIMILARITY,
    )


def kind_of_listing(session: Session, listing: Listing) -> KindOfProblem | None:
    """The kind that a published listing is about; None where that is not clear, or the kind is retired."""
    if listing.state is not ListingState.PUBLISHED:
        return None
    key = session.scalar(select(RecalledKind.kind).where(RecalledKind.listing_id == listing.id, is_about()))
    if key is None:
        return None
    try:
        return find_kind(session, key)
    except NotFound:
        return None  # retired a moment ago, the engine has not described the listing anew yet
