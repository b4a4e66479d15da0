"""Sessions of accounts that outlast any test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count

from sqlalchemy.orm import Session

from marketplace.models import Account, AccountSession, EmailChange
from marketplace.services.accounts.reset_password import ask_reset
from marketplace.services.links.tokens import hash_of, make_token
from marketplace.services.ports import Clock

NUMBERS = count(1)
# Tests move the clock by years, and nobody here is idle.
MUCH_LATER = datetime(2100, 1, 1, tzinfo=UTC)


def make_account_session(session: Session, account: Account) -> str:
    """A session of the account; gives its token."""
    token = f"test-token-{next(NUMBERS)}"
    made = AccountSession(
        account=account,
        token_hash=sha256(token.encode()).hexdigest(),
        session_key=account.session_key,
        created_at=MUCH_LATER,
        seen_at=MUCH_LATER,
        address="203.0.113.*",
        browser="Firefox",
        system="Windows",
    )
    session.add(made)
    session.flush()
    return token


def make_reset(session: Session, account: Account, clock: Clock) -> str:
    """The token of a link by which the account's password may be chosen anew."""
    tokens: list[str] = []
    ask_reset(session, account.email, clock=clock, link_to=lambda token: tokens.append(token) or token)
    session.flush()
    return tokens[0]


def make_email_change(session: Session, account: Account, clock: Clock, email: str = "") -> str:
    """The token of a link by which the account's owner confirms another address."""
    token = make_token()
    session.add(
        EmailChange(
            account_id=account.id,
            email=email or f"new-{next(NUMBERS)}@test.invalid",
            token_hash=hash_of(token),
            created_at=clock.now(),
            expires_at=clock.now() + timedelta(hours=24),
        )
    )
    session.flush()
    return token
