"""What the words of a topic are filled with: titles of the listings concerned, and the values given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, Listing, ListingVersion, Match


def facts_of(
    session: Session,
    account: Account | None,
    match: Match | None,
    listing: Listing | None,
    values: Mapping[str, Any],
) -> dict[str, Any]:
    """Placeholders and what stands for them, for this reader (None: the contact of `listing`)."""
    facts = dict(values)
    if match is not None:
        demand, supply = title_of(session, match.demand), title_of(session, match.supply)
        facts |= {"demand": demand, "supply": supply}
        side = _own_side(account, match, listing)
        own, other = (demand, supply) if side is match.demand else (supply, demand)
        facts |= {"own": own, "other": other}
    if listing is not None:
        facts |= {"listing": title_of(session, listing), "code": listing.code}
    return facts


def title_of(session: Session, listing: Listing) -> str:
    """The public title, or the newest one of a listing that is not public yet."""
    if listing.published_version is not None:
        return listing.published_version.title
    newest = (
        select(ListingVersion.title)
        .where(ListingVersion.listing_id == listing.id)
        .order_by(ListingVersion.number.desc())
        .limit(1)
    )
    return session.scalar(newest) or listing.code


def _own_side(account: Account | None, match: Match, listing: Listing | None) -> Listing:
    """The reader's listing of the pair; for staff, the demand."""
    if account is None and listing is not None:
        return match.supply if listing.id == match.supply_id else match.demand
    if account is not None and account.organization_id == match.supply.organization_id:
        return match.demand if account.organization_id == match.demand.organization_id else match.supply
    return match.demand
