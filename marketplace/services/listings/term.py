"""How long a listing stays public without being renewed, and when its owner is reminded."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from marketplace.models import Kind, Listing, ListingState, ListingVersion
from marketplace.services.ports import Clock

LOCAL = ZoneInfo("Asia/Shanghai")
DEMAND_DAYS = 180
LONGEST_DAYS = 365
REMIND_BEFORE = (30, 7)
"""Days before the end at which the owner is told, once each."""
RENEWABLE_DAYS = 60
"""From how many days before its end a listing can be renewed."""


def today_of(clock: Clock) -> date:
    """Today in China."""
    return clock.now().astimezone(LOCAL).date()


def last_day(kind: Kind, deadline: date | None, today: date) -> date:
    """The last day of a term that begins today: a demand's own deadline, but never more than a year."""
    longest = today + timedelta(days=LONGEST_DAYS)
    if deadline is not None and deadline > today:
        return min(deadline, longest)
    return longest if kind is Kind.SUPPLY else today + timedelta(days=DEMAND_DAYS)


def begin_term(listing: Listing, version: ListingVersion, today: date) -> None:
    """Let the listing be public from today for one term."""
    listing.expires_on = last_day(listing.kind, version.deadline, today)
    listing.reminders = 0


def is_renewable(listing: Listing, today: date) -> bool:
    """Whether the listing may be given another term now."""
    if listing.state is ListingState.EXPIRED:
        return True
    return (
        listing.state is ListingState.PUBLISHED
        and listing.expires_on is not None
        and listing.expires_on - today <= timedelta(days=RENEWABLE_DAYS)
    )
