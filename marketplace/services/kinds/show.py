"""Open one kind of problem: what is known of it, and the published listings about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Kind, Listing, ListingState, RecalledKind
from marketplace.permissions import Actor, Permission, require
from marketplace.services.kinds.about import is_about
from marketplace.services.kinds.browse import count_listings
from marketplace.services.kinds.known import find_kind, shipped_kinds
from marketplace.services.listings.card import ListingCard
from marketplace.services.listings.similar import published_cards
from matching.knowledge.kinds import KindOfProblem

SHOWN = 12


@dataclass(frozen=True)
class KindFile:
    """A kind, how many published listings are about it, and the nearest of each side."""

    kind: KindOfProblem
    demands: Sequence[ListingCard]
    supplies: Sequence[ListingCard]
    demand_count: int
    supply_count: int
    is_own: bool


def show_kind(session: Session, actor: Actor | None, key: str) -> KindFile:
    """The page of a kind in use. Raises NotFound."""
    require(actor, Permission.READ_PUBLIC)
    kind = find_kind(session, key)
    numbers = count_listings(session).get(key, {})
    return KindFile(
        kind,
        published_cards(session, _nearest(session, key, Kind.DEMAND)),
        published_cards(session, _nearest(session, key, Kind.SUPPLY)),
        numbers.get(Kind.DEMAND, 0),
        numbers.get(Kind.SUPPLY, 0),
        key not in shipped_kinds(),
    )


def _nearest(session: Session, key: str, side: Kind) -> Sequence[int]:
    query = (
        select(Listing.id)
        .join(RecalledKind, RecalledKind.listing_id == Listing.id)
        .where(
            RecalledKind.kind == key,
            Listing.kind == side,
            Listing.state == ListingState.PUBLISHED,
            is_about(),
        )
        .order_by(RecalledKind.similarity.desc(), Listing.id)
        .limit(SHOWN)
    )
    return session.scalars(query).all()
