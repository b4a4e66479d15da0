"""Deactivate an account, or let it in again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound
from marketplace.models import Account
from marketplace.permissions import Actor, Permission, require
from marketplace.services.accounts.passwords import new_session_key
from marketplace.services.audit.record import record_event


def set_account_active(session: Session, actor: Actor, account_id: int, *, active: bool) -> Account:
    """Activate or deactivate; deactivating ends every session. Repeating it changes and records nothing.

    Raises NotFound, and InvalidInput for one's own account: nobody may lock the last door behind them.
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    account = session.get(Account, account_id, with_for_update={"of": Account})
    if account is None:
        raise NotFound("There is no such account.")
    if account.id == actor.id:
        raise InvalidInput("You cannot deactivate your own account.")
    if account.active != active:
        states = ("inactive", "active")
        account.active = active
        account.session_key = new_session_key()
        record_event(
            session,
            actor,
            "account.activated" if active else "account.deactivated",
            account,
            from_state=states[not active],
            to_state=states[active],
        )
    return account
