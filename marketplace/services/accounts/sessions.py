"""Sessions: begun, found again at every request, listed, and ended from anywhere."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv4Address, ip_address

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Account, AccountSession
from marketplace.permissions import Permission, require
from marketplace.services.audit.record import record_event
from marketplace.services.ports import Clock

SEEN_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Limits:
    """How long a session lasts unused, and at most."""

    idle: timedelta
    longest: timedelta


@dataclass(frozen=True)
class Device:
    """Where somebody signs in: the full address, what the browser and the system are called."""

    address: str
    browser: str
    system: str


def begin_account_session(session: Session, account: Account, device: Device, *, clock: Clock) -> str:
    """Write a new session down; gives the token for the browser's cookie."""
    token = secrets.token_urlsafe(24)
    session.add(
        AccountSession(
            account=account,
            token_hash=_hash(token),
            session_key=account.session_key,
            created_at=clock.now(),
            seen_at=clock.now(),
            address=neighbourhood(device.address),
            browser=device.browser,
            system=device.system,
        )
    )
    return token


def find_account_session(
    session: Session, token: str, *, limits: Limits, clock: Clock
) -> AccountSession | None:
    """The session of this token with its account, unless it ended in any of the ways a session ends."""
    found = session.scalar(select(AccountSession).where(AccountSession.token_hash == _hash(token)))
    return found if found is not None and _is_open(found, limits, clock) else None


def mark_seen(one: AccountSession, *, clock: Clock) -> None:
    """Remember that the session is in use; written at most once a minute."""
    if clock.now() - one.seen_at >= SEEN_EVERY:
        one.seen_at = clock.now()


def open_sessions(
    session: Session, account: Account, *, limits: Limits, clock: Clock
) -> list[AccountSession]:
    """The account's own sessions that are open, the one used last first."""
    require(account, Permission.OWN_ACCOUNT)
    rows = session.scalars(
        select(AccountSession)
        .where(AccountSession.account_id == account.id, AccountSession.revoked_at.is_(None))
        .order_by(AccountSession.seen_at.desc(), AccountSession.id.desc())
    )
    return [row for row in rows if _is_open(row, limits, clock)]


def revoke_session(session: Session, account: Account, session_id: int, *, clock: Clock) -> None:
    """End one of one's own sessions. Raises NotFound for anybody else's. Repeating it records nothing."""
    require(account, Permission.OWN_ACCOUNT)
    one = session.get(AccountSession, session_id, with_for_update={"of": AccountSession})
    if one is None or one.account_id != account.id:
        raise NotFound("There is no such session.")
    if one.revoked_at is None:
        one.revoked_at = clock.now()
        record_event(session, account, "account.session_ended", account)


def revoke_other_sessions(session: Session, account: Account, own_id: int, *, clock: Clock) -> int:
    """End every session of the account but this one; how many ended."""
    require(account, Permission.OWN_ACCOUNT)
    others = session.scalars(
        select(AccountSession)
        .where(
            AccountSession.account_id == account.id,
            AccountSession.id != own_id,
            AccountSession.revoked_at.is_(None),
            AccountSession.session_key == account.session_key,
        )
        .order_by(AccountSession.id)
        .with_for_update(of=AccountSession)
    ).all()
    for one in others:
        one.revoked_at = clock.now()
    if others:
        record_event(session, account, "account.other_sessions_ended", account)
    return len(others)


def forget_old_sessions(session: Session, *, clock: Clock) -> None:
    """Drop the rows of sessions that nobody has used for a month."""
    session.execute(delete(AccountSession).where(AccountSession.seen_at < clock.now() - KEPT))


def neighbourhood(address: str) -> str:
    """An address shortened to its network: enough to know one's own office by, too little to find someone."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, IPv4Address):
        return ".".join([*str(known).split(".")[:3], "*"])
    return ":".join([*known.exploded.split(":")[:3], "*"])


def _is_open(one: AccountSession, limits: Limits, clock: Clock) -> bool:
    now = clock.now()
    return (
        one.revoked_at is None
        and one.account.active
        and one.session_key == one.account.session_key
        and now - one.seen_at < limits.idle
        and now - one.created_at < limits.longest
    )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
