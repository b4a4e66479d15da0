"""The terms of listings: those that are over end, owners of those that near it are told."""

from __future__ import annotations

from marketplace.database import transaction
from marketplace.jobs.outside import Outside
from marketplace.services.listings.expire import expire_listings, remind_owners


def end_terms(outside: Outside) -> tuple[int, int]:
    """How many listings ended, and of how many the owners were told."""
    with transaction(outside.sessions) as session:
        expired = len(expire_listings(session, clock=outside.clock, jobs=outside.jobs))
    with transaction(outside.sessions) as session:
        return expired, len(remind_owners(session, clock=outside.clock))
