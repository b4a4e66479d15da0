"""The register of listings as staff keep it: any state but drafts, found by code, title or organization."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from marketplace.models import (
    Account,
    AuditEvent,
    Kind,
    Listing,
    ListingState,
    ListingVersion,
    Organization,
    Submission,
)
from marketplace.permissions import Actor, Permission, require
from marketplace.services.listings.publish import waiting_submission

PER_PAGE = 25
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class ListingRow:
    """A listing with its newest version."""

    listing: Listing
    newest: ListingVersion


@dataclass(frozen=True)
class ListingPage:
    """One page of listings; `number` counts from 1."""

    rows: Sequence[ListingRow]
    number: int
    pages: int
    total: int


@dataclass(frozen=True)
class ListingFile:
    """A listing with all its versions, newest first, who wrote each, and what was done to it."""

    listing: Listing
    versions: Sequence[tuple[ListingVersion, Account | None]]
    events: Sequence[AuditEvent]
    waiting: Submission | None = None


def list_listings(
    session: Session,
    actor: Actor,
    *,
    text: str = "",
    state: ListingState | None = None,
    kind: Kind | None = None,
    page: int = 1,
) -> ListingPage:
    """One page, by code. Raises NotAllowed."""
    require(actor, Permission.MODERATE_LISTINGS)
    newest = (
        select(ListingVersion.listing_id, func.max(ListingVersion.number).label("number"))
        .group_by(ListingVersion.listing_id)
        .subquery()
    )
    query = (
        select(Listing, ListingVersion)
        .join(newest, newest.c.listing_id == Listing.id)
        .join(
            ListingVersion,
            and_(ListingVersion.listing_id == Listing.id, ListingVersion.number == newest.c.number),
        )
        .join(Organization, Organization.id == Listing.organization_id)
        .where(*_conditions(text, state, kind))
    )
    total = (
        session.scalar(select(func.count()).select_from(query.with_only_columns(Listing.id).subquery())) or 0
    )
    pages = max(1, ceil(total / PER_PAGE))
    number = min(max(page, 1), pages)
    rows = session.execute(query.order_by(Listing.code).limit(PER_PAGE).offset((number - 1) * PER_PAGE))
    return ListingPage([ListingRow(*row) for row in rows], number, pages, total)


def read_listing(session: Session, actor: Actor, listing: Listing) -> ListingFile:
    """The listing's file. Raises NotAllowed."""
    require(actor, Permission.MODERATE_LISTINGS)
    versions = session.execute(
        select(ListingVersion, Account)
        .outerjoin(Account, Account.id == ListingVersion.created_by_id)
        .where(ListingVersion.listing_id == listing.id)
        .order_by(ListingVersion.number.desc())
    )
    events = session.scalars(
        select(AuditEvent)
        .options(joinedload(AuditEvent.actor))
        .where(AuditEvent.entity_type == Listing.__tablename__, AuditEvent.entity_id == listing.id)
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    )
    return ListingFile(
        listing,
        [(version, who) for version, who in versions],
        events.all(),
        waiting_submission(session, listing),
    )


def _conditions(text: str, state: ListingState | None, kind: Kind | None) -> list[ColumnElement[bool]]:
    """The WHERE of a search; a character that PostgreSQL cannot hold is no part of any word."""
    conditions: list[ColumnElement[bool]] = [Listing.state != ListingState.DRAFT]
    if state is not None:
        conditions.append(Listing.state == state)
    if kind is not None:
        conditions.append(Listing.kind == kind)
    for word in text.replace("\x00", " ")[:LONGEST_SEARCH].split():
        conditions.append(
            or_(
                Listing.code.icontains(word, autoescape=True),
                ListingVersion.title.icontains(word, autoescape=True),
                Organization.name.icontains(word, autoescape=True),
            )
        )
    return conditions
