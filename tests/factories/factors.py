"""Accounts with a second factor, and what their authenticators show."""

from __future__ import annotations

import pyotp
from sqlalchemy.orm import Session

from marketplace.models import Account, SecondFactor
from marketplace.services.factors.recovery import replace_codes
from marketplace.services.ports import Clock


def make_factor(session: Session, account: Account, clock: Clock) -> list[str]:
    """Give the account a second factor that counts; its recovery codes."""
    session.add(
        SecondFactor(
            account_id=account.id,
            secret=pyotp.random_base32(),
            created_at=clock.now(),
            confirmed_at=clock.now(),
        )
    )
    session.flush()
    return replace_codes(session, account, clock=clock)


def code_of(session: Session, account: Account, clock: Clock) -> str:
    """What the account's authenticator shows at that moment."""
    return shown(session.get_one(SecondFactor, account.id).secret, clock)


def shown(secret: str, clock: Clock) -> str:
    """What an authenticator with this key shows at that moment."""
    return pyotp.TOTP(secret).at(clock.now())
