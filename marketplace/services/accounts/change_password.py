"""Change one's own password."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Account
from marketplace.permissions import Permission, require
from marketplace.services.accounts.passwords import (
    check_new_password,
    hash_password,
    names_of,
    new_session_key,
)
from marketplace.services.accounts.proofs import prove_password
from marketplace.services.audit.record import record_event
from marketplace.services.ports import Clock


def change_password(session: Session, account: Account, current: str, new: str, *, clock: Clock) -> None:
    """Replace the password and end every session; the caller signs the present one in again.

    Raises InvalidInput with field `new_password`, NotProven with `current_password`, and Paused.
    """
    require(account, Permission.OWN_ACCOUNT)
    prove_password(session, account, current, clock=clock, field="current_password")
    check_new_password(new, account.email, field="new_password", names=names_of(account))
    if new == current:
        raise InvalidInput("The new password is the present one.", field="new_password")
    account.password_hash = hash_password(new)
    account.session_key = new_session_key()
    record_event(session, account, "account.password_changed", account)
