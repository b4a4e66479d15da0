"""An organization's workspace: what waits for it, its listings, what waits for others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Listing, ListingVersion
from marketplace.permissions import Actor, Permission, allowed, require
from marketplace.services.answers.own_pairs import own_matches
from marketplace.services.answers.pair_rows import PairRow, Turn, make_rows
from marketplace.services.answers.texts import latest_texts


@dataclass(frozen=True)
class OwnListing:
    """A listing of the organization, its text (public, or else the newest) and its pairs by turn."""

    listing: Listing
    text: ListingVersion
    pairs: Mapping[Turn, int]

    @property
    def total(self) -> int:
        """How many reviewed pairs it has."""
        return sum(self.pairs.values())


@dataclass(frozen=True)
class Overview:
    """All pairs by turn, best first, and all listings, those with something to answer first."""

    pairs: Mapping[Turn, Sequence[PairRow]]
    listings: Sequence[OwnListing]


def read_overview(session: Session, actor: Actor) -> Overview:
    """The workspace of the actor's organization. Raises NotAllowed."""
    require(actor, Permission.OPEN_WORKSPACE)
    # Pairs are not public: who is not verified, or is suspended, sees only the organization's own listings.
    pairs = session.scalars(own_matches(actor)).all() if allowed(actor, Permission.USE_WORKSPACE) else []
    rows = make_rows(session, actor, pairs)
    counts: dict[int, Counter[Turn]] = {}
    for row in rows:
        counts.setdefault(row.ours.id, Counter())[row.turn] += 1
    listings = session.scalars(
        select(Listing).where(Listing.organization_id == actor.organization_id).order_by(Listing.code)
    ).all()
    texts = latest_texts(session, listings)
    own = [
        OwnListing(one, texts[one.id], counts.get(one.id, Counter())) for one in listings if one.id in texts
    ]
    own.sort(key=lambda one: (-one.pairs.get(Turn.OURS, 0), -one.total))
    return Overview({turn: [row for row in rows if row.turn is turn] for turn in Turn}, own)
