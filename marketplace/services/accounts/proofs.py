"""Show once more who one is, before something that a borrowed session must not do."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Account
from marketplace.services.accounts.lockout import (
    count_failure,
    forget_failures,
    guard_key,
    pause_message,
    refuse_when_paused,
)
from marketplace.services.accounts.passwords import password_matches
from marketplace.services.audit.record import record_event
from marketplace.services.ports import Clock


class NotProven(InvalidInput):
    """A wrong password or code. It was counted: the caller commits after it, as after Paused."""


def prove_password(
    session: Session, account: Account, password: str, *, clock: Clock, field: str = "password"
) -> None:
    """Raise NotProven with `field` for a wrong password, and Paused after too many, as at signing in.

    Called before anything else is written.
    """
    key = guard_key("account", account.email)
    refuse_when_paused(session, key, clock=clock)
    if not password_matches(account.password_hash, password):
        count_wrong(session, account, key, clock=clock)
        raise NotProven("This is not your present password.", field=field)
    forget_failures(session, key)


def count_wrong(session: Session, account: Account, *keys: str, clock: Clock) -> None:
    """Count a wrong proof; raises Paused, and says so in the trail, when a pause begins with it."""
    until = count_failure(session, *keys, clock=clock)
    if until is not None:
        record_event(session, None, "account.paused", account, until=until.isoformat())
        raise pause_message(until, clock=clock)
