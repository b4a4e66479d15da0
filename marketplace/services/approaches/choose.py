"""What somebody may bring who wants to approach a published listing: their own of the other kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound
from marketplace.models import Approach, ApproachState, Kind, Listing, ListingState, Match
from marketplace.permissions import Actor, Permission, require
from marketplace.services.answers.own_pairs import across
from marketplace.services.ports import Clock

MOST_PER_DAY = 10
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Choice:
    """One's own listing that could be brought, and the pair it forms with the other already, if any."""

    listing: Listing
    match: Match | None


@dataclass(frozen=True)
class Choosing:
    """What the form shows: the listing approached, what one may bring, and how many more today."""

    target: Listing
    side: Kind
    choices: Sequence[Choice]
    without: Approach | None
    left_today: int


def read_choosing(session: Session, actor: Actor, code: str, *, clock: Clock) -> Choosing:
    """The form for approaching the published listing `code`.

    Raises NotAllowed, NotFound, and InvalidInput for one's own listing.
    """
    require(actor, Permission.APPROACH)
    target = find_target(session, actor, code)
    side = across(target.kind)
    own = session.scalars(
        select(Listing)
        .where(
            Listing.organization_id == actor.organization_id,
            Listing.kind == side,
            Listing.state == ListingState.PUBLISHED,
        )
        .order_by(Listing.code)
    ).all()
    pairs = session.scalars(
        select(Match).where(or_(Match.demand_id == target.id, Match.supply_id == target.id))
    )
    known = {match.supply_id if side is Kind.SUPPLY else match.demand_id: match for match in pairs}
    return Choosing(
        target=target,
        side=side,
        choices=[Choice(listing, known.get(listing.id)) for listing in own],
        without=standing_without(session, actor, target),
        left_today=max(0, MOST_PER_DAY - made_since(session, actor, clock.now() - DAY)),
    )


def find_target(session: Session, actor: Actor, code: str) -> Listing:
    """The published listing of another organization. Raises NotFound, InvalidInput."""
    target = session.scalar(
        select(Listing).where(Listing.code == code, Listing.state == ListingState.PUBLISHED)
    )
    if target is None:
        raise NotFound("There is no listing with this code.")
    if target.organization_id == actor.organization_id:
        raise InvalidInput("This listing is your own.")
    return target


def standing_without(session: Session, actor: Actor, target: Listing) -> Approach | None:
    """The organization's request for this listing without one of its own that staff have not answered."""
    return session.scalar(
        select(Approach).where(
            Approach.organization_id == actor.organization_id,
            Approach.listing_id == target.id,
            Approach.match_id.is_(None),
            Approach.state == ApproachState.WAITING,
        )
    )


def made_since(session: Session, actor: Actor, moment: datetime) -> int:
    """How many approaches the organization made since then."""
    counted = select(func.count(Approach.id)).where(
        Approach.organization_id == actor.organization_id, Approach.created_at > moment
    )
    return session.scalar(counted) or 0
