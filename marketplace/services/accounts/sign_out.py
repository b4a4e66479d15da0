"""End sessions: one's own everywhere."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.models import Account
from marketplace.permissions import Permission, require
from marketplace.services.accounts.passwords import new_session_key
from marketplace.services.audit.record import record_event


def sign_out_everywhere(session: Session, account: Account) -> None:
    """Change the key that every session of the account carries, so that none is valid any more."""
    require(account, Permission.OWN_ACCOUNT)
    account.session_key = new_session_key()
    record_event(session, account, "account.signed_out_everywhere", account)
