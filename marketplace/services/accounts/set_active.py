"""Deactivate an account, or let it in again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Account, SuspendedFor
from marketplace.permissions import Actor, Permission, require
from marketplace.services.accounts.administrators import keep_an_administrator, lock_account
from marketplace.services.accounts.let_in import mark_let_in
from marketplace.services.accounts.passwords import new_session_key
from marketplace.services.audit.record import record_event
from marketplace.services.ports import Clock


def set_account_active(
    session: Session, actor: Actor, account_id: int, *, active: bool, clock: Clock
) -> Account:
    """Activate or deactivate; deactivating ends every session. Repeating it changes and records nothing.

    Whom an administrator keeps out, no manager lets in again.

    Raises NotFound, WrongState for an erased account, and InvalidInput for one's own: nobody may lock the
    last door behind them.
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    account = session.get(Account, account_id)
    if account is not None and not active and account.id != actor.id:
        keep_an_administrator(session, account)
    account = lock_account(session, account_id)
    if account.id == actor.id:
        raise InvalidInput("You cannot deactivate your own account.")
    if account.active != active:
        states = ("inactive", "active")
        account.active = active
        if active:
            mark_let_in(account, clock=clock)
        else:
            account.suspended_for = SuspendedFor.ADMINISTRATOR
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
