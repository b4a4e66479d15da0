"""The yearly round, run by the worker every day: ask, remind, suspend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, SuspendedFor, Topic
from marketplace.services.accounts.administrators import is_last_administrator
from marketplace.services.accounts.suspend import suspend_account
from marketplace.services.audit.record import record_event
from marketplace.services.notifications.notify import notify
from marketplace.services.ports import Clock
from marketplace.services.recertification.duty import (
    EVERY,
    LAST_WORD,
    WITHIN,
    confirmers_of,
    known_since,
)


def ask_for_confirmations(session: Session, *, clock: Clock) -> int:
    """Ask for every account whose year is over, once; how many were asked for.

    An account that nobody else can confirm (the only administrator's) is not asked for.
    """
    due = session.scalars(
        select(Account)
        .where(
            Account.active,
            Account.confirmation_asked_at.is_(None),
            known_since() <= clock.now() - EVERY,
        )
        .order_by(Account.id)
        .with_for_update(of=Account, skip_locked=True)
    ).all()
    asked = [account for account in due if confirmers_of(session, account)]
    for account in asked:
        account.confirmation_asked_at = clock.now()
        record_event(
            session, None, "account.confirmation_asked", account, until=(clock.now() + WITHIN).isoformat()
        )
    _tell_confirmers(session, asked, Topic.CONFIRM_ACCOUNTS, days=WITHIN.days, clock=clock)
    return len(asked)


def remind_of_confirmations(session: Session, *, clock: Clock) -> int:
    """Tell once more of those whose time is nearly over, the person too; how many there were."""
    near = session.scalars(
        select(Account)
        .where(
            Account.active,
            Account.confirmation_asked_at <= clock.now() - (WITHIN - LAST_WORD),
            Account.confirmation_reminded_at.is_(None),
        )
        .order_by(Account.id)
        .with_for_update(of=Account, skip_locked=True)
    ).all()
    for account in near:
        account.confirmation_reminded_at = clock.now()
        notify(session, account, Topic.ACCOUNT_TO_BE_CONFIRMED, clock=clock, days=LAST_WORD.days)
    _tell_confirmers(session, near, Topic.CONFIRM_ACCOUNTS, days=LAST_WORD.days, clock=clock)
    return len(near)


def suspend_unconfirmed(session: Session, *, clock: Clock) -> int:
    """Suspend those whose time is over; how many.

    Never before both words were given for a week, never the last administrator, and nobody whom no one could
    have confirmed.
    """
    over = session.scalars(
        select(Account)
        .where(
            Account.active,
            Account.confirmation_asked_at <= clock.now() - WITHIN,
            Account.confirmation_reminded_at <= clock.now() - LAST_WORD,
        )
        .order_by(Account.id)
        .with_for_update(of=Account, skip_locked=True)
    ).all()
    suspended = 0
    for account in over:
        session.flush()  # whoever was suspended before this one counts no more
        if confirmers_of(session, account) and not is_last_administrator(session, account):
            suspend_account(session, None, account, SuspendedFor.UNCONFIRMED, clock=clock)
            suspended += 1
        else:  # asked for anew as soon as somebody can say it
            account.confirmation_asked_at = account.confirmation_reminded_at = None
    return suspended


def _tell_confirmers(
    session: Session, accounts: Sequence[Account], topic: Topic, *, days: int, clock: Clock
) -> None:
    """One notification a confirmer, with how many wait for their word."""
    counts: Counter[int] = Counter()
    confirmers: dict[int, Account] = {}
    for account in accounts:
        for one in confirmers_of(session, account):
            counts[one.id] += 1
            confirmers[one.id] = one
    for identity, count in counts.items():
        notify(session, confirmers[identity], topic, clock=clock, urgent=True, count=count, days=days)
