"""Take a pair for a verdict: nobody else decides it meanwhile, nothing changed since the reviewer looked."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, NotFound, WrongState
from marketplace.models import Listing, ListingState, Match, MatchState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.lock_match import lock_match
from marketplace.services.ports import Clock
from marketplace.services.reviews.claims import end_claim
from marketplace.services.reviews.interest import require_no_interest

LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Seen:
    """What the reviewer's page showed: the pair's version and the hashes of both public texts."""

    version: int
    demand_hash: str
    supply_hash: str


def lock_pair(session: Session, actor: Actor, match_id: int, version: int) -> Match:
    """The pair, locked until the transaction ends, its listings locked against a new version.

    Raises NotAllowed, NotFound, or Conflict when the pair is no longer at `version`.
    """
    require(actor, Permission.REVIEW_MATCHES)
    match = lock_match(session, match_id)
    if match is None:
        raise NotFound("There is no such pair.")
    lock_listings(session, match)
    require_no_interest(actor, match)
    if match.version != version:
        raise Conflict("This pair changed after you opened it. Nothing was saved; here is how it stands now.")
    return match


def lock_for_verdict(session: Session, actor: Actor, match_id: int, seen: Seen, *, clock: Clock) -> Match:
    """The pair, locked, to review, with the texts the reviewer read, and nobody else's; their claim ends.

    Raises NotAllowed, NotFound, Conflict, WrongState.
    """
    match = lock_pair(session, actor, match_id, seen.version)
    end_claim(session, actor, match_id, clock=clock)
    check_state(match, MatchState.SUGGESTED)
    check_texts(match, seen)
    return match


def lock_listings(session: Session, match: Match) -> None:
    """Keep both listings of a locked pair as they are until the transaction ends, read as they are now."""
    listings = (
        select(Listing)
        .where(Listing.id.in_((match.demand_id, match.supply_id)))
        .order_by(Listing.id)  # always in this order, so that two people cannot wait for each other
        .with_for_update(read=True, of=Listing)
        .execution_options(populate_existing=True)
    )
    session.scalars(listings).all()


def check_state(match: Match, state: MatchState) -> None:
    """Raise WrongState unless the pair stands there.

    The transition table alone will not do: several verbs lead to one state, each from a state of its own.
    """
    if match.state is not state:
        raise WrongState("This pair is not waiting for that decision.")


def require_two(match: Match) -> None:
    """Raise WrongState when the organizations of the two sides have become one: it cannot start again."""
    if match.within_one:
        raise WrongState("Both sides of this pair belong to one organization by now.")


def check_texts(match: Match, seen: Seen) -> None:
    """Raise WrongState unless both listings are public, Conflict unless with the texts the reviewer saw."""
    for listing, shown in ((match.demand, seen.demand_hash), (match.supply, seen.supply_hash)):
        if listing.state is not ListingState.PUBLISHED:
            raise WrongState("One of the two listings is no longer public, so the pair cannot be decided.")
        if public_hash(listing) != shown:
            raise Conflict(
                "One of the two texts changed after you opened it. Nothing was saved: read it again."
            )


def public_hash(listing: Listing) -> str:
    """The content hash of a listing's public version. Raises WrongState when it never had one."""
    if listing.published_version is None:
        raise WrongState("One of the two listings is no longer public, so the pair cannot be decided.")
    return listing.published_version.content_hash
