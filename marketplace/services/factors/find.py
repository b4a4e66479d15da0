"""Whether an account has a second factor that counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, Role, SecondFactor
from marketplace.permissions import Actor, Permission, require
from marketplace.services.factors.recovery import codes_left

MAY_BE_REQUIRED = frozenset({Role.STAFF, Role.ADMINISTRATOR, Role.AUDITOR})
"""Those who see what belongs to others: a site may ask them all for a second factor."""


@dataclass(frozen=True)
class FactorState:
    """Since when the account has a second factor, and how many recovery codes are left."""

    since: datetime
    codes_left: int


def needs_code(session: Session, account: Account) -> bool:
    """Whether signing in takes a second step."""
    found = select(SecondFactor.account_id).where(
        SecondFactor.account_id == account.id, SecondFactor.confirmed_at.is_not(None)
    )
    return session.scalar(found) is not None


def state_of_factor(session: Session, account: Account) -> FactorState | None:
    """How one's own stands; None without one. Raises NotAllowed."""
    require(account, Permission.OWN_ACCOUNT)
    found = session.get(SecondFactor, account.id)
    if found is None or found.confirmed_at is None:
        return None
    return FactorState(found.confirmed_at, codes_left(session, account))


def accounts_with_factor(session: Session, actor: Actor, accounts: Sequence[Account]) -> set[int]:
    """Which of the accounts have one. Raises NotAllowed."""
    require(actor, Permission.READ_ACCOUNTS)
    ids = [account.id for account in accounts]
    return set(
        session.scalars(
            select(SecondFactor.account_id).where(
                SecondFactor.account_id.in_(ids), SecondFactor.confirmed_at.is_not(None)
            )
        )
    )
