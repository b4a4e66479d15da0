"""Recovery codes: ten, each good once, for when the authenticator is lost.

Each has 80 random bits, so its plain hash tells nobody anything, and no slow hash need be tried ten times.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from marketplace.models import Account, RecoveryCode
from marketplace.services.factors.codes import typed
from marketplace.services.ports import Clock

HOW_MANY = 10
LENGTH = 16
# Crockford's letters: none is taken for another, and those that would be are read as what they look like.
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
LOOKALIKES = str.maketrans("ilo", "110")


def replace_codes(session: Session, account: Account, *, clock: Clock) -> list[str]:
    """New codes for the account, in groups of four; the earlier ones open nothing any more."""
    forget_codes(session, account)
    made = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(HOW_MANY)]
    now = clock.now()
    session.add_all(
        RecoveryCode(account_id=account.id, code_hash=_hash(code), created_at=now) for code in made
    )
    return ["-".join(code[start : start + 4] for start in range(0, LENGTH, 4)) for code in made]


def use_code(session: Session, account: Account, given: str, *, clock: Clock) -> bool:
    """Use it up; False when the account has no such code left."""
    found = session.scalar(
        select(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == _hash(typed(given).lower().translate(LOOKALIKES)),
            RecoveryCode.used_at.is_(None),
        )
        .with_for_update()
    )
    if found is None:
        return False
    found.used_at = clock.now()
    return True


def codes_left(session: Session, account: Account) -> int:
    """How many are still good."""
    unused = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(unused) or 0


def forget_codes(session: Session, account: Account) -> None:
    """Drop all of them."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def _hash(code: str) -> str:
    return sha256(code.encode()).hexdigest()
