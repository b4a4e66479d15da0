"""Accounts that nobody uses: warned by mail, then suspended. Run by the worker every day."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, DateTime, func, select
from sqlalchemy.orm import Session

from marketplace.models import Account, SuspendedFor, Topic
from marketplace.services.accounts.administrators import is_last_administrator
from marketplace.services.accounts.suspend import suspend_account
from marketplace.services.notifications.direct import mail_address
from marketplace.services.ports import Clock

WARNED_BEFORE = timedelta(days=14)
"""An account is suspended so long after its warning, and never sooner."""


def idle_since() -> ColumnElement[datetime]:
    """When the account was last signed in to; or let in again, or opened, if nobody has since."""
    return func.greatest(
        Account.created_at, Account.last_signed_in_at, Account.let_in_at, type_=DateTime(timezone=True)
    )


def warn_idle(session: Session, *, days: int, clock: Clock) -> int:
    """Mail a warning to accounts not signed in to for `days` less WARNED_BEFORE; how many."""
    idle = session.scalars(
        select(Account)
        .where(
            Account.active,
            Account.idle_warned_at.is_(None),
            idle_since() <= clock.now() - timedelta(days=days) + WARNED_BEFORE,
        )
        .order_by(Account.id)
        .with_for_update(of=Account, skip_locked=True)
    ).all()
    for account in idle:
        account.idle_warned_at = clock.now()
        mail_address(
            session,
            account.email,
            Topic.ACCOUNT_IDLE,
            clock=clock,
            link="",
            language=account.language,
            days=WARNED_BEFORE.days,
        )
    return len(idle)


def suspend_idle(session: Session, *, days: int, clock: Clock) -> int:
    """Suspend accounts not signed in to for `days` whose warning is WARNED_BEFORE old; how many.

    Never the last active administrator.
    """
    over = session.scalars(
        select(Account)
        .where(
            Account.active,
            Account.idle_warned_at <= clock.now() - WARNED_BEFORE,
            idle_since() <= clock.now() - timedelta(days=days),
        )
        .order_by(Account.id)
        .with_for_update(of=Account, skip_locked=True)
    ).all()
    suspended = 0
    for account in over:
        session.flush()  # whoever was suspended before this one counts no more
        if not is_last_administrator(session, account):
            suspend_account(session, None, account, SuspendedFor.IDLE, clock=clock)
            suspended += 1
    return suspended
