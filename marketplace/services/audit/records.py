"""What an auditor reads beside the trail: listings in every state, pairs with all that was said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from marketplace.errors import NotFound
from marketplace.models import (
    Answer,
    AuditEvent,
    ConsentWithdrawal,
    Disclosure,
    Introduction,
    Listing,
    ListingState,
    ListingVersion,
    Match,
    MatchState,
    Review,
)
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.names import Named, name_things

PAGE_SIZE = 50


@dataclass(frozen=True)
class RecordPage:
    """One page of listings or pairs, newest first."""

    rows: Sequence[Any]
    number: int
    pages: int
    total: int


@dataclass(frozen=True)
class ListingRecord:
    """A listing with every version of its text, its pairs and its events. No contact."""

    listing: Listing
    versions: Sequence[ListingVersion]
    pairs: Sequence[Match]
    events: Sequence[AuditEvent]
    names: Named


@dataclass(frozen=True)
class PairRecord:
    """A pair with its verdicts, answers, showings and events. No contact."""

    match: Match
    reviews: Sequence[Review]
    answers: Sequence[Answer]
    withdrawals: Sequence[ConsentWithdrawal]
    disclosures: Sequence[Disclosure]
    events: Sequence[AuditEvent]
    names: Named


def browse_listing_records(
    session: Session, actor: Actor, *, state: str = "", code: str = "", page: int = 1
) -> RecordPage:
    """Listings in any state. Raises NotAllowed."""
    require(actor, Permission.READ_AUDIT)
    found = select(Listing).order_by(Listing.id.desc())
    if state in set(ListingState):
        found = found.where(Listing.state == state)
    if code:
        found = found.where(Listing.code.contains(code.upper(), autoescape=True))
    return _page(session, found, page)


def browse_pair_records(
    session: Session, actor: Actor, *, state: str = "", code: str = "", page: int = 1
) -> RecordPage:
    """Pairs in any state; `code` part of either listing's. Raises NotAllowed."""
    require(actor, Permission.READ_AUDIT)
    found = (
        select(Match)
        .options(joinedload(Match.demand), joinedload(Match.supply))
        .order_by(Match.updated_at.desc(), Match.id.desc())
    )
    if state in set(MatchState):
        found = found.where(Match.state == state)
    if code:
        named = select(Listing.id).where(Listing.code.contains(code.upper(), autoescape=True))
        found = found.where(or_(Match.demand_id.in_(named), Match.supply_id.in_(named)))
    return _page(session, found, page)


def read_listing_record(session: Session, actor: Actor, listing_id: int) -> ListingRecord:
    """Raises NotAllowed, NotFound."""
    require(actor, Permission.READ_AUDIT)
    listing = session.get(Listing, listing_id)
    if listing is None:
        raise NotFound("There is no such listing.")
    pairs = select(Match).where(or_(Match.demand_id == listing.id, Match.supply_id == listing.id))
    versions = select(ListingVersion).where(ListingVersion.listing_id == listing.id)
    events = _events(session, "listings", listing.id)
    return ListingRecord(
        listing,
        session.scalars(versions.order_by(ListingVersion.number.desc())).all(),
        session.scalars(pairs.order_by(Match.id.desc()).limit(PAGE_SIZE)).all(),
        events,
        name_things(session, events),
    )


def read_pair_record(session: Session, actor: Actor, match_id: int) -> PairRecord:
    """Raises NotAllowed, NotFound."""
    require(actor, Permission.READ_AUDIT)
    match = session.get(Match, match_id)
    if match is None:
        raise NotFound("There is no such pair.")
    made = select(Introduction.id).where(Introduction.match_id == match.id)
    events = _events(session, "matches", match.id)
    return PairRecord(
        match,
        session.scalars(select(Review).where(Review.match_id == match.id).order_by(Review.id)).all(),
        session.scalars(select(Answer).where(Answer.match_id == match.id).order_by(Answer.id)).all(),
        session.scalars(
            select(ConsentWithdrawal)
            .where(ConsentWithdrawal.introduction_id.in_(made))
            .order_by(ConsentWithdrawal.id)
        ).all(),
        session.scalars(
            select(Disclosure)
            .where(Disclosure.introduction_id.in_(made))
            .options(joinedload(Disclosure.account))
            .order_by(Disclosure.id)
        ).all(),
        events,
        name_things(session, events),
    )


def _page(session: Session, found: Select[Any], page: int) -> RecordPage:
    """The page; one beyond the last is the last."""
    total = session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, page), pages)
    rows = session.scalars(found.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    return RecordPage(rows, number, pages, total)


def _events(session: Session, entity_type: str, entity_id: int) -> Sequence[AuditEvent]:
    """Its events, newest first."""
    return session.scalars(
        select(AuditEvent)
        .options(joinedload(AuditEvent.actor))
        .where(AuditEvent.entity_type == entity_type, AuditEvent.entity_id == entity_id)
        .order_by(AuditEvent.id.desc())
        .limit(PAGE_SIZE)
    ).all()
