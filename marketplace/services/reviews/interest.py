"""Staff who belong to an organization decide nothing about its pairs and listings."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotAllowed
from marketplace.models import Listing, Match
from marketplace.permissions import Actor


def has_interest(actor: Actor, match: Match) -> bool:
    """Whether the actor belongs to an organization of the pair."""
    return actor.organization_id is not None and actor.organization_id in (
        match.demand.organization_id,
        match.supply.organization_id,
    )


def require_no_interest(actor: Actor, match: Match) -> None:
    """Raise NotAllowed when the actor belongs to an organization of the pair."""
    if has_interest(actor, match):
        raise NotAllowed("You belong to one of the two organizations: somebody else must decide this pair.")


def is_owner(actor: Actor, listing: Listing) -> bool:
    """Whether the listing belongs to the actor's own organization."""
    return actor.organization_id is not None and actor.organization_id == listing.organization_id


def require_not_owner(actor: Actor, listing: Listing) -> None:
    """Raise NotAllowed when the listing belongs to the actor's own organization."""
    if is_owner(actor, listing):
        raise NotAllowed("You belong to this organization: somebody else must decide.")


def own_listings(session: Session, actor: Actor | None) -> frozenset[int]:
    """The ids of the listings of the actor's organization; none for the system itself."""
    if actor is None or actor.organization_id is None:
        return frozenset()
    own = select(Listing.id).where(Listing.organization_id == actor.organization_id)
    return frozenset(session.scalars(own))
