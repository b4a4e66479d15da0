"""Why any chosen supply was, or was not, suggested for a demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Kind, Listing, ListingState, Match
from marketplace.permissions import Actor, Permission, require
from marketplace.services.ports import MatchingEngine
from marketplace.services.reviews.find_listing import find_listing


@dataclass(frozen=True)
class Explained:
    """The engine's account of a pair, and the stored pair if there is one."""

    demand: Listing
    supply: Listing
    account: Mapping[str, Any]
    match: Match | None


def explain_pair(
    session: Session, actor: Actor, demand_code: str, supply_code: str, *, engine: MatchingEngine
) -> Explained:
    """Ask the engine. Raises NotAllowed, NotFound, InvalidInput, EngineUnavailable."""
    require(actor, Permission.REVIEW_MATCHES)
    demand = find_listing(session, actor, demand_code, Kind.DEMAND)
    supply = find_listing(session, actor, supply_code, Kind.SUPPLY)
    for listing in (demand, supply):
        if listing.state is not ListingState.PUBLISHED:
            raise InvalidInput("%(code)s is not public, so it takes no part in matching.", code=listing.code)
    match = session.scalar(select(Match).where(Match.demand_id == demand.id, Match.supply_id == supply.id))
    return Explained(demand, supply, engine.explain(demand.id, supply.id), match)
