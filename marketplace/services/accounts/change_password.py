"""Change one's own password."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Account
from marketplace.permissions import Permission, require
from marketplace.services.accounts.passwords import (
    check_new_password,
    hash_password,
    new_session_key,
    password_matches,
)
from marketplace.services.audit.record import record_event


def change_password(session: Session, account: Account, current: str, new: str) -> None:
    """Replace the password and end every session; the caller signs the present one in again.

    Raises InvalidInput with field `current_password` or `new_password`.
    """
    require(account, Permission.OWN_ACCOUNT)
    if not password_matches(account.password_hash, current):
        raise InvalidInput("This is not your present password.", field="current_password")
    check_new_password(new, account.email, field="new_password")
    if new == current:
        raise InvalidInput("The new password is the present one.", field="new_password")
    account.password_hash = hash_password(new)
    account.session_key = new_session_key()
    record_event(session, account, "account.password_changed", account)
