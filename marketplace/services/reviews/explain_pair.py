"""Why any chosen supply was, or was not, suggested for a demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import EngineUnavailable, InvalidInput, NotFound
from marketplace.models import (
    Kind,
    Listing,
    ListingState,
    Match,
    MatchState,
    OrganizationBlock,
    Suggestion,
)
from marketplace.permissions import Actor, Permission, require
from marketplace.services.blocks.standing import find_block
from marketplace.services.ports import MatchingEngine
from marketplace.services.reviews.find_listing import find_listing

KEPT_OFF = frozenset({MatchState.REJECTED, MatchState.PARKED, MatchState.CLOSED})


@dataclass(frozen=True)
class Explained:
    """What the database knows of a pair, and the engine's account of it.

    `account` is None while the engine has no answer: it is at work, starting, or has not read a listing yet.
    """

    demand: Listing
    supply: Listing
    account: Mapping[str, Any] | None
    match: Match | None
    block: OrganizationBlock | None

    @property
    def suggestion(self) -> Suggestion | None:
        """How the two stood when the matcher last suggested them."""
        return self.match.suggestion if self.match is not None else None

    @property
    def kept_off(self) -> bool:
        """Whether people keep the pair off the list, whatever its rank: a block, or a verdict that stands."""
        return self.block is not None or (self.match is not None and self.match.state in KEPT_OFF)


def explain_pair(
    session: Session,
    actor: Actor,
    demand_code: str,
    supply_code: str,
    *,
    engine: MatchingEngine,
    patient: bool = False,
) -> Explained:
    """How the two stand, and what the engine says if it answers in time (`patient`: somewhat longer).

    Raises NotAllowed, NotFound, InvalidInput.
    """
    require(actor, Permission.REVIEW_MATCHES)
    demand = find_listing(session, actor, demand_code, Kind.DEMAND)
    supply = find_listing(session, actor, supply_code, Kind.SUPPLY)
    for listing in (demand, supply):
        if listing.state is not ListingState.PUBLISHED:
            raise InvalidInput("%(code)s is not public, so it takes no part in matching.", code=listing.code)
    match = session.scalar(select(Match).where(Match.demand_id == demand.id, Match.supply_id == supply.id))
    block = find_block(session, demand.organization_id, supply.organization_id)
    try:
        account = engine.explain(demand.id, supply.id, patient=patient)
    except (EngineUnavailable, NotFound):  # a public listing that the engine has not read yet
        account = None
    return Explained(demand, supply, account, match, block)
