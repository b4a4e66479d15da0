"""The rule: when an account must be confirmed, by when, and who may do so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, DateTime, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.models import Account, Role
from marketplace.permissions import SIDES, Actor

EVERY = timedelta(days=365)
WITHIN = timedelta(days=30)
"""So long after it was asked for the first time, whoever is not confirmed is suspended."""
LAST_WORD = timedelta(days=7)
"""So long before that, those who can confirm and the person are told once more."""


def known_since() -> ColumnElement[datetime]:
    """When somebody last vouched for the account: it was confirmed, let in again, or opened."""
    return func.greatest(
        Account.created_at, Account.confirmed_at, Account.let_in_at, type_=DateTime(timezone=True)
    )


def confirmers_of(session: Session, account: Account) -> Sequence[Account]:
    """Whoever may confirm the account, never itself.

    The other managers of its organization; where there are none, and for everybody who acts for no
    organization, the administrators.
    """
    others = select(Account).where(Account.active, Account.id != account.id).order_by(Account.id)
    if account.role in SIDES:
        managers = session.scalars(
            others.where(
                Account.organization_id == account.organization_id,
                Account.role.in_(SIDES),
                Account.is_manager,
            )
        ).all()
        if managers:
            return managers
    return session.scalars(others.where(Account.role == Role.ADMINISTRATOR)).all()


def confirmed_by(actor: Actor) -> ColumnElement[bool]:
    """The same rule from the other end: the accounts whose confirmer the actor is, as a condition."""
    manager = aliased(Account)
    managed_by_another = (
        select(manager.id)
        .where(
            manager.organization_id == Account.organization_id,
            manager.role.in_(SIDES),
            manager.is_manager,
            manager.active,
            manager.id != Account.id,
        )
        .exists()
    )
    if actor.role is Role.ADMINISTRATOR:
        theirs = or_(Account.role.not_in(SIDES), ~managed_by_another)
    else:
        theirs = and_(Account.role.in_(SIDES), Account.organization_id == actor.organization_id)
    return and_(Account.id != actor.id, theirs)


def deadline(account: Account) -> datetime:
    """Until when an account that was asked for must be confirmed."""
    assert account.confirmation_asked_at is not None, "its confirmation was asked for"
    return account.confirmation_asked_at + WITHIN
