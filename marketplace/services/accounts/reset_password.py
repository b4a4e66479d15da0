"""Choose a new password by a mailed link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound
from marketplace.models import Account, PasswordReset, Topic
from marketplace.services.accounts.lockout import forget_failures, guard_key
from marketplace.services.accounts.passwords import (
    check_new_password,
    hash_password,
    names_of,
    new_session_key,
)
from marketplace.services.accounts.sign_in import find_account
from marketplace.services.accounts.suspend import tell_how_to_come_back
from marketplace.services.audit.record import record_event
from marketplace.services.links.tokens import hash_of, make_token
from marketplace.services.notifications.direct import mail_account
from marketplace.services.ports import Clock

VALID_MINUTES = 60


def ask_reset(session: Session, email: str, *, clock: Clock, link_to: Callable[[str], str]) -> None:
    """Mail the account of this address a link to a new password; whoever has no account gets nothing.

    One that the site has suspended is told how to come back instead: its mailbox may be somebody else's.

    The asker learns nothing of it. `link_to` makes the page's address of a token. Raises InvalidInput for
    what is no address.
    """
    if "@" not in email:
        raise InvalidInput("This is not an e-mail address.", field="email")
    account = find_account(session, email)
    if account is not None and account.suspended_for is not None:
        tell_how_to_come_back(session, account, clock=clock)
        return
    if account is None or not account.active:
        return
    token = make_token()
    now = clock.now()
    session.add(
        PasswordReset(
            account=account,
            token_hash=hash_of(token),
            created_at=now,
            expires_at=now + timedelta(minutes=VALID_MINUTES),
        )
    )
    record_event(session, None, "account.reset_asked", account)
    mail_account(
        session, account, Topic.NEW_PASSWORD_LINK, clock=clock, link=link_to(token), minutes=VALID_MINUTES
    )


def find_reset(session: Session, token: str, *, clock: Clock) -> PasswordReset:
    """The link that still opens something, locked until the transaction ends. Raises NotFound."""
    one = session.scalar(
        select(PasswordReset)
        .where(PasswordReset.token_hash == hash_of(token))
        .with_for_update(of=PasswordReset)
    )
    if one is None or one.used_at is not None or one.expires_at <= clock.now() or not one.account.active:
        raise NotFound("This link has been used, replaced by a newer one, or its time is over.")
    return one


def reset_password(session: Session, token: str, new: str, *, clock: Clock, sign_in: str) -> Account:
    """Set the new password. Every session ends, other links open nothing more, and the account is told.

    Raises NotFound, and InvalidInput with field `new_password`.
    """
    account = find_reset(session, token, clock=clock).account
    check_new_password(new, account.email, field="new_password", names=names_of(account))
    account.password_hash = hash_password(new)
    account.session_key = new_session_key()
    session.execute(
        update(PasswordReset)
        .where(PasswordReset.account_id == account.id, PasswordReset.used_at.is_(None))
        .values(used_at=clock.now())
    )
    forget_failures(session, guard_key("account", account.email))
    record_event(session, account, "account.password_reset", account)
    mail_account(session, account, Topic.NEW_PASSWORD_SET, clock=clock, link=sign_in)
    return account
