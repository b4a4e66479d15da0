"""Which pairs an organization may know of, and on which side of each it stands."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from marketplace.errors import NotFound
from marketplace.models import Kind, Listing, Match, MatchState, Review, Verdict
from marketplace.permissions import Actor, Permission, require

M = MatchState
# Nobody reaches these but through a recommendation.
REVIEWED = frozenset(
    {M.RECOMMENDED, M.ACCEPTED_BY_DEMAND, M.ACCEPTED_BY_SUPPLY, M.DECLINED}
    | {M.INTRODUCED, M.MEETING, M.PILOT, M.SIGNED, M.DELIVERED}
)
# A pair can be parked or closed without ever having been recommended.
SET_ASIDE = frozenset({M.PARKED, M.CLOSED})


def is_visible() -> ColumnElement[bool]:
    """Whether the sides may know of a pair: staff have recommended it, and it is not back with them."""
    recommended = (
        select(Review.id)
        .where(
            Review.match_id == Match.id,
            Review.verdict == Verdict.RECOMMEND,
            Review.undone_at.is_(None),
        )
        .exists()
    )
    return or_(Match.state.in_(REVIEWED), and_(Match.state.in_(SET_ASIDE), recommended))


def own_matches(actor: Actor) -> Select[Match]:
    """The visible pairs in which a listing of the actor's organization stands, both listings loaded."""
    own = select(Listing.id).where(Listing.organization_id == actor.organization_id)
    return (
        select(Match)
        .options(joinedload(Match.demand), joinedload(Match.supply))
        .where(is_visible(), or_(Match.demand_id.in_(own), Match.supply_id.in_(own)))
    )


def find_own_match(session: Session, actor: Actor, match_id: int) -> Match:
    """A visible pair of the actor's organization. Raises NotAllowed, and NotFound for anybody else's."""
    require(actor, Permission.USE_WORKSPACE)
    match = session.scalar(own_matches(actor).where(Match.id == match_id))
    if match is None:
        raise NotFound("There is no such pair.")
    return match


def sides_of(actor: Actor, match: Match) -> tuple[Kind, ...]:
    """The sides on which the actor's organization stands: one, or both when it owns both listings."""
    if actor.organization_id is None:
        return ()
    return tuple(side for side in Kind if listing_on(match, side).organization_id == actor.organization_id)


def listing_on(match: Match, side: Kind) -> Listing:
    """The listing on that side of the pair."""
    return match.demand if side is Kind.DEMAND else match.supply


def across(side: Kind) -> Kind:
    """The other side."""
    return Kind.SUPPLY if side is Kind.DEMAND else Kind.DEMAND
