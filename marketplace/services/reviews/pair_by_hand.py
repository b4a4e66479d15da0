"""Staff pair a demand and a supply that nobody suggested."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, WrongState
from marketplace.models import Kind, Listing, ListingState, Match, MatchState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import record_event
from marketplace.services.blocks.standing import block_on
from marketplace.services.notes import check_note
from marketplace.services.ports import Clock
from marketplace.services.reviews.find_listing import find_listing
from marketplace.services.reviews.interest import require_no_interest

STAFF = "staff"
LONGEST_WHY = 500


def pair_by_hand(
    session: Session, actor: Actor, demand_code: str, supply_code: str, *, note: str, clock: Clock
) -> Match:
    """Put the pair into review. `note` says why, for whoever judges it.

    Raises NotAllowed, NotFound, InvalidInput, WrongState (not public, kept apart), Conflict when the pair
    exists already.
    """
    require(actor, Permission.REVIEW_MATCHES)
    demand = find_listing(session, actor, demand_code, Kind.DEMAND)
    supply = find_listing(session, actor, supply_code, Kind.SUPPLY)
    note = check_note(note, LONGEST_WHY)
    if not note:
        raise InvalidInput("Say why the two belong together.", field="note")
    _check_public(demand, supply)
    if demand.organization_id == supply.organization_id:
        raise InvalidInput("Both belong to the same organization.", field="supply")
    match = Match(
        demand=demand,
        supply=supply,
        state=MatchState.SUGGESTED,
        origin=STAFF,
        waiting_since=clock.now(),
        suggested_at=clock.now(),
    )
    if block_on(session, match) is not None:
        raise WrongState("The two organizations are kept apart: lift the block first.")
    _add(session, match)
    require_no_interest(actor, match)
    record_event(
        session, actor, "match.suggest", match, to_state=match.state.value, cause="by_hand", note=note
    )
    return match


def find_pair(session: Session, demand: Listing, supply: Listing) -> Match | None:
    """The pair of the two, if there is one."""
    return session.scalar(select(Match).where(Match.demand_id == demand.id, Match.supply_id == supply.id))


def _check_public(*listings: Listing) -> None:
    for listing in listings:
        if listing.state is not ListingState.PUBLISHED:
            raise WrongState("%(code)s is not public, so it takes no part in matching.", code=listing.code)


def _add(session: Session, match: Match) -> None:
    """Write the pair; somebody else may have written it just now. Raises Conflict."""
    if find_pair(session, match.demand, match.supply) is not None:
        raise Conflict("This pair exists already.")
    try:
        with session.begin_nested():
            session.add(match)
    except IntegrityError:
        raise Conflict("This pair exists already.") from None
