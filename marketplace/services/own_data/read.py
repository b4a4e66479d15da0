"""Everything kept about one person, with since when, and who has seen their contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from marketplace.models import (
    Account,
    AccountSession,
    Answer,
    AuditEvent,
    Disclosure,
    EmailChange,
    Introduction,
    Listing,
    ListingContact,
    Review,
    SavedSearch,
    SecondFactor,
)
from marketplace.permissions import Permission, require
from marketplace.services.contacts.find import own_contacts
from marketplace.services.factors.recovery import codes_left
from marketplace.services.introductions.ledger import LedgerEntry
from marketplace.services.own_data.written import Written, written_by

T = TypeVar("T")


@dataclass(frozen=True)
class OwnData:
    """What is held of the account's person.

    `contacts`: listings that name the person as their contact. `shown`: each time a contact of the
    organization's listings was seen by another; `seen`: each contact this account has seen.
    """

    account: Account
    contacts: Sequence[tuple[Listing, ListingContact]]
    shown: Sequence[LedgerEntry]
    seen: Sequence[LedgerEntry]
    answers: Sequence[Answer]
    reviews: Sequence[Review]
    searches: Sequence[SavedSearch]
    sessions: Sequence[AccountSession]
    factor_since: datetime | None
    codes_left: int
    new_address: EmailChange | None
    written: Sequence[Written]
    events: int

    @property
    def own_listings(self) -> frozenset[int]:
        """The listings whose contact is the person."""
        return frozenset(listing.id for listing, _ in self.contacts)


def read_own_data(session: Session, account: Account) -> OwnData:
    """Raises NotAllowed."""
    require(account, Permission.OWN_ACCOUNT)
    own = select(Listing.id).where(Listing.organization_id == account.organization_id)
    return OwnData(
        account=account,
        contacts=own_contacts(session, account),
        shown=_showings(session, Disclosure.listing_id.in_(own)) if account.organization_id else [],
        seen=_showings(session, Disclosure.account_id == account.id),
        answers=session.scalars(
            select(Answer).where(Answer.account_id == account.id).order_by(Answer.id)
        ).all(),
        reviews=session.scalars(
            select(Review).where(Review.reviewer_id == account.id).order_by(Review.id)
        ).all(),
        searches=session.scalars(
            select(SavedSearch).where(SavedSearch.account_id == account.id).order_by(SavedSearch.id)
        ).all(),
        sessions=session.scalars(
            select(AccountSession)
            .where(AccountSession.account_id == account.id)
            .order_by(AccountSession.id.desc())
        ).all(),
        factor_since=session.scalar(
            select(SecondFactor.confirmed_at).where(SecondFactor.account_id == account.id)
        ),
        codes_left=codes_left(session, account),
        new_address=session.scalar(
            select(EmailChange)
            .where(EmailChange.account_id == account.id, EmailChange.used_at.is_(None))
            .order_by(EmailChange.id.desc())
            .limit(1)
        ),
        written=written_by(session, account),
        events=session.scalar(_events(account, select(func.count(AuditEvent.id)))) or 0,
    )


def own_events(session: Session, account: Account) -> Sequence[AuditEvent]:
    """What the trail says the account did, and what was done to it, oldest first."""
    return session.scalars(_events(account, select(AuditEvent)).order_by(AuditEvent.id)).all()


def _events(account: Account, statement: Select[T]) -> Select[T]:
    done_to = (AuditEvent.entity_type == "accounts") & (AuditEvent.entity_id == account.id)
    return statement.where(or_(AuditEvent.actor_id == account.id, done_to))


def _showings(session: Session, which: ColumnElement[bool]) -> Sequence[LedgerEntry]:
    """The showings that fit, newest first."""
    rows = session.execute(
        select(Disclosure, Listing, Introduction.match_id)
        .join(Introduction, Introduction.id == Disclosure.introduction_id)
        .join(Listing, Listing.id == Disclosure.listing_id)
        .options(joinedload(Disclosure.account), joinedload(Disclosure.consent))
        .where(which)
        .order_by(Disclosure.created_at.desc(), Disclosure.id.desc())
    )
    return [LedgerEntry(*row) for row in rows]
