"""Sign in with e-mail and password."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Account
from marketplace.services.accounts.passwords import hash_password, needs_rehash, password_matches
from marketplace.services.audit.record import record_event
from marketplace.services.ports import Clock


def sign_in(session: Session, email: str, password: str, *, clock: Clock) -> Account:
    """The active account with this e-mail and password, its sign-in recorded.

    Raises InvalidInput, the same for a wrong password, an unknown e-mail and a deactivated account.
    A hash of older parameters is replaced while the password is at hand.
    """
    account = _find_account(session, email.strip().lower())
    matches = password_matches(account.password_hash if account is not None else None, password)
    if account is None or not matches or not account.active:
        raise InvalidInput("The e-mail address or the password is wrong.")
    if needs_rehash(account.password_hash):
        account.password_hash = hash_password(password)
    account.last_signed_in_at = clock.now()
    record_event(session, account, "account.signed_in", account)
    return account


def _find_account(session: Session, email: str) -> Account | None:
    """The account of this address; the character NUL is in none, and the database refuses to look for it."""
    if "\x00" in email:
        return None
    return session.scalar(select(Account).where(Account.email == email))
