"""What waits to be confirmed by somebody, and their answers: keep or suspend."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotAllowed
from marketplace.models import Account, SuspendedFor
from marketplace.permissions import Actor, Permission, allowed
from marketplace.services.accounts.administrators import keep_an_administrator, lock_account
from marketplace.services.accounts.suspend import suspend_account
from marketplace.services.audit.record import record_event
from marketplace.services.ports import Clock
from marketplace.services.recertification.duty import confirmed_by, deadline


@dataclass(frozen=True)
class ToConfirm:
    """An account that waits, and until when."""

    account: Account
    until: datetime


@dataclass(frozen=True)
class Answered:
    """How many accounts were confirmed, and how many suspended."""

    kept: int
    suspended: int


def accounts_to_confirm(session: Session, actor: Actor) -> Sequence[ToConfirm]:
    """The accounts that wait for the actor's word, those whose time ends first first.

    Raises NotAllowed for who is neither a manager of an organization nor an administrator.
    """
    _require(actor)
    waiting = (
        select(Account)
        .where(Account.active, Account.confirmation_asked_at.is_not(None), confirmed_by(actor))
        .order_by(Account.confirmation_asked_at, Account.id)
    )
    return [ToConfirm(account, deadline(account)) for account in session.scalars(waiting)]


def answer_confirmations(
    session: Session, actor: Actor, *, keep: Collection[int], suspend: Collection[int], clock: Clock
) -> Answered:
    """Confirm some for another year, suspend others.

    Whoever does not wait for the actor's word is left alone: a colleague may have answered meanwhile. Raises
    NotAllowed, and InvalidInput for the last administrator.
    """
    waiting = {one.account.id for one in accounts_to_confirm(session, actor)}
    kept = suspended = 0
    for account_id in sorted(waiting & (set(keep) | set(suspend))):
        account = lock_account(session, account_id)
        if not account.active or account.confirmation_asked_at is None:
            continue
        if account_id in set(suspend):
            keep_an_administrator(session, account)
            suspend_account(session, actor, account, SuspendedFor.UNCONFIRMED, clock=clock)
            suspended += 1
        else:
            confirm_account(account, clock=clock)
            record_event(session, actor, "account.confirmed", account)
            kept += 1
    return Answered(kept, suspended)


def confirm_account(account: Account, *, clock: Clock) -> None:
    """Begin its next year."""
    account.confirmed_at = clock.now()
    account.confirmation_asked_at = account.confirmation_reminded_at = None


def _require(actor: Actor) -> None:
    if not allowed(actor, Permission.MANAGE_ACCOUNTS) and not allowed(actor, Permission.MANAGE_ORGANIZATION):
        raise NotAllowed("Only managers of an organization and administrators confirm accounts.")
