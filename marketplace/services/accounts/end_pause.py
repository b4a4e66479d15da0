"""Let an account try again at once, though it failed too often."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, SignInGuard
from marketplace.permissions import Actor, Permission, require
from marketplace.services.accounts.administrators import lock_account
from marketplace.services.accounts.lockout import forget_failures, guard_key
from marketplace.services.audit.record import record_event
from marketplace.services.ports import Clock


def end_pause(session: Session, actor: Actor, account_id: int) -> Account:
    """Forget the account's wrong tries. Repeating it records nothing. Raises NotFound."""
    require(actor, Permission.MANAGE_ACCOUNTS)
    account = lock_account(session, account_id)
    if forget_failures(session, *keys_of(account)):
        record_event(session, actor, "account.pause_ended", account)
    return account


def paused_accounts(session: Session, actor: Actor, accounts: list[Account], *, clock: Clock) -> set[int]:
    """Which of the accounts may not try at present."""
    require(actor, Permission.READ_ACCOUNTS)
    paused = set(session.scalars(select(SignInGuard.key).where(SignInGuard.locked_until > clock.now())))
    return {account.id for account in accounts if paused & set(keys_of(account))}


def keys_of(account: Account) -> tuple[str, str]:
    """What the account's wrong tries are counted under."""
    return guard_key("account", account.email), guard_key("factor", str(account.id))
