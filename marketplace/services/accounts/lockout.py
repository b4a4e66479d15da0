"""Pauses that grow with every wrong password, for the account that is tried and for the address.

A name that no account has is counted like any other, so a pause tells nothing about who has an account.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import case, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import SignInGuard
from marketplace.services.ports import Clock


@dataclass(frozen=True)
class Patience:
    """The failure the first pause begins with, how long pauses grow, and when failures are forgotten."""

    first_pause_at: int
    longest: timedelta
    forgotten_after: timedelta


PATIENCE = {
    "account": Patience(5, timedelta(hours=1), timedelta(hours=24)),
    "factor": Patience(5, timedelta(hours=1), timedelta(hours=24)),
    # It may be that of a whole office.
    "address": Patience(50, timedelta(minutes=15), timedelta(hours=1)),
}
LONGEST_MEMORY = max(patience.forgotten_after for patience in PATIENCE.values())


class Paused(InvalidInput):
    """Nothing is tried at present; said the same of accounts that exist and of those that do not."""


def guard_key(kind: str, name: str) -> str:
    """The key of an account (by its e-mail), of its second factor, or of an address."""
    return f"{kind}:{sha256(name.strip().lower().encode()).hexdigest()}"


def refuse_when_paused(session: Session, *keys: str, clock: Clock) -> None:
    """Raise Paused while one of the keys is paused. Tries under the first one go one by one until the end.

    The lock is on the key and not on its row: before the first wrong try there is none, and a burst of tries
    would all be let through.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(keys[0], 0))))
    for key in keys:
        until = session.scalar(select(SignInGuard.locked_until).where(SignInGuard.key == key))
        if until is not None and until > clock.now():
            raise _paused(until, clock.now())


def count_failure(session: Session, *keys: str, clock: Clock) -> datetime | None:
    """Count one failure for each key. Gives the end of the longest pause that begins with it, if any."""
    begun = [until for key in keys if (until := _count(session, key, clock.now())) is not None]
    return max(begun, default=None)


def pause_message(until: datetime, *, clock: Clock) -> InvalidInput:
    """What to say of a pause that has just begun."""
    return _paused(until, clock.now())


def forget_failures(session: Session, *keys: str) -> bool:
    """Begin to count anew: somebody proved who they are, or an administrator ends the pause."""
    gone = session.execute(
        delete(SignInGuard).where(SignInGuard.key.in_(keys)).returning(SignInGuard.key)
    ).all()
    return bool(gone)


def forget_old_failures(session: Session, *, clock: Clock) -> None:
    """Drop what counts no more."""
    session.execute(delete(SignInGuard).where(SignInGuard.last_failed_at < clock.now() - LONGEST_MEMORY))


def _count(session: Session, key: str, now: datetime) -> datetime | None:
    patience = PATIENCE[key.partition(":")[0]]
    written = insert(SignInGuard).values(key=key, failures=1, last_failed_at=now)
    stale = SignInGuard.last_failed_at < now - patience.forgotten_after
    written = written.on_conflict_do_update(
        index_elements=[SignInGuard.key],
        set_={
            "failures": case((stale, 1), else_=SignInGuard.failures + 1),
            "last_failed_at": now,
        },
    )
    failures = session.execute(written.returning(SignInGuard.failures)).scalar_one()
    over = failures - patience.first_pause_at
    if over < 0:
        return None
    until = now + min(timedelta(minutes=2 ** min(over, 10)), patience.longest)
    session.execute(
        insert(SignInGuard)
        .values(key=key, failures=failures, last_failed_at=now, locked_until=until)
        .on_conflict_do_update(index_elements=[SignInGuard.key], set_={"locked_until": until})
    )
    return until


def _paused(until: datetime, now: datetime) -> Paused:
    return Paused(
        "Too many wrong tries. For safety nothing more is tried for now; come back in %(minutes)s min.",
        minutes=max(1, math.ceil((until - now).total_seconds() / 60)),
    )
