"""Somebody must always be able to administer the site."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound
from marketplace.models import Account, Role


def keep_an_administrator(session: Session, leaving: Account) -> None:
    """Raise InvalidInput when nobody would administer the site without this account.

    Locks the administrators in one order, so that two of them cannot remove each other at the same moment.
    """
    if leaving.role is not Role.ADMINISTRATOR or not leaving.active:
        return
    active = session.scalars(
        select(Account.id)
        .where(Account.role == Role.ADMINISTRATOR, Account.active)
        .order_by(Account.id)
        .with_for_update(of=Account)
    ).all()
    if set(active) <= {leaving.id}:
        raise InvalidInput("This is the last administrator. Make somebody else administrator first.")


def is_last_administrator(session: Session, account: Account) -> bool:
    """Whether nobody would administer the site without this account."""
    try:
        keep_an_administrator(session, account)
    except InvalidInput:
        return True
    return False


def lock_account(session: Session, account_id: int) -> Account:
    """The account as it is now, locked until the transaction ends. Raises NotFound."""
    account = session.scalar(
        select(Account)
        .where(Account.id == account_id)
        .with_for_update(of=Account)
        .execution_options(populate_existing=True)
    )
    if account is None:
        raise NotFound("There is no such account.")
    return account
