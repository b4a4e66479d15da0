"""The ledger: who saw whose contact, when, under which consent. Never the contact itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from marketplace.models import Disclosure, Introduction, Listing, Match
from marketplace.permissions import Actor, Permission, require
from marketplace.services.answers.own_pairs import sides_of

PAGE_SIZE = 50


@dataclass(frozen=True)
class LedgerEntry:
    """One showing: the disclosure, the listing whose contact it was, and the pair it happened in."""

    disclosure: Disclosure
    listing: Listing
    match_id: int


@dataclass(frozen=True)
class LedgerPage:
    """One page of the ledger, newest first."""

    entries: Sequence[LedgerEntry]
    number: int
    pages: int
    total: int


def disclosures_of_match(session: Session, actor: Actor, match: Match) -> Sequence[Disclosure]:
    """Every showing within a pair, oldest first; empty for anybody but its two sides."""
    if not sides_of(actor, match):
        return []
    return session.scalars(
        select(Disclosure)
        .join(Introduction, Introduction.id == Disclosure.introduction_id)
        .options(joinedload(Disclosure.account))
        .where(Introduction.match_id == match.id)
        .order_by(Disclosure.created_at, Disclosure.id)
    ).all()


def browse_disclosures(session: Session, actor: Actor, page: int = 1) -> LedgerPage:
    """A page of all showings. Raises NotAllowed."""
    require(actor, Permission.READ_AUDIT)
    total = session.scalar(select(func.count(Disclosure.id))) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, page), pages)
    rows = session.execute(
        select(Disclosure, Listing, Introduction.match_id)
        .join(Introduction, Introduction.id == Disclosure.introduction_id)
        .join(Listing, Listing.id == Disclosure.listing_id)
        .options(joinedload(Disclosure.account), joinedload(Disclosure.consent))
        .order_by(Disclosure.created_at.desc(), Disclosure.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return LedgerPage([LedgerEntry(*row) for row in rows], number, pages, total)
