"""Sign in with e-mail and password."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Account, SuspendedFor
from marketplace.services.accounts.lockout import (
    count_failure,
    forget_failures,
    guard_key,
    pause_message,
    refuse_when_paused,
)
from marketplace.services.accounts.passwords import hash_password, needs_rehash, password_matches
from marketplace.services.audit.record import record_event
from marketplace.services.factors.find import needs_code
from marketplace.services.notifications.words.words import N_
from marketplace.services.ports import Clock

WAYS_BACK = {
    SuspendedFor.IDLE: N_(
        "Your account is suspended, for nobody has signed in to it for a long time. Whoever manages your "
        "organization here, or an administrator, can let you in again."
    ),
    SuspendedFor.UNCONFIRMED: N_(
        "Your account is suspended, for nobody confirmed it in the yearly round. Whoever manages your "
        "organization here, or an administrator, can let you in again."
    ),
    SuspendedFor.ADMINISTRATOR: N_(
        "An administrator has suspended your account. Only an administrator can let you in again."
    ),
}


class Suspended(InvalidInput):
    """Right password, but the account is suspended; the message says how to come back."""


def sign_in(session: Session, email: str, password: str, *, clock: Clock, address: str = "") -> Account:
    """The active account with this e-mail and password, its sign-in recorded unless a second step follows.

    With a second factor (`needs_code`) nothing is recorded and no failure forgotten before the code is right.

    Raises InvalidInput, the same for a wrong password, an unknown e-mail and a deactivated account, Paused
    after too many, and Suspended to whoever knows the password of a suspended account. The caller commits
    after a refusal too: what it counted must stay.
    A hash of older parameters is replaced while the password is at hand.
    """
    keys = guard_key("account", email), guard_key("address", address)
    refuse_when_paused(session, *keys, clock=clock)
    account = find_account(session, email)
    matches = password_matches(account.password_hash if account is not None else None, password)
    if account is not None and matches and account.suspended_for is not None:
        raise Suspended(WAYS_BACK[account.suspended_for])
    if account is None or not matches or not account.active:
        until = count_failure(session, *keys, clock=clock)
        if until is not None:
            if account is not None:
                record_event(session, None, "account.paused", account, until=until.isoformat())
            raise pause_message(until, clock=clock)
        raise InvalidInput("The e-mail address or the password is wrong.")
    if needs_rehash(account.password_hash):
        account.password_hash = hash_password(password)
    if not needs_code(session, account):
        complete_sign_in(session, account, clock=clock)
    return account


def complete_sign_in(session: Session, account: Account, *, clock: Clock, factor: str = "") -> None:
    """Everything that was asked for has been shown: forget the failures and record the sign-in."""
    forget_failures(session, guard_key("account", account.email))
    account.last_signed_in_at, account.idle_warned_at = clock.now(), None
    shown = {"factor": factor} if factor else {}
    record_event(session, account, "account.signed_in", account, **shown)


def find_account(session: Session, email: str) -> Account | None:
    """The account of this address; the character NUL is in none, and the database refuses to look for it."""
    if "\x00" in email:
        return None
    return session.scalar(select(Account).where(Account.email == email.strip().lower()))
