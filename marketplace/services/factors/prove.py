"""Show a code of the second factor; each is taken once."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import Account, Proof, SecondFactor, Topic
from marketplace.services.accounts.lockout import forget_failures, guard_key, refuse_when_paused
from marketplace.services.accounts.proofs import NotProven, count_wrong
from marketplace.services.accounts.sign_in import complete_sign_in
from marketplace.services.audit.record import record_event
from marketplace.services.factors.codes import is_code, step_of, typed
from marketplace.services.factors.recovery import codes_left, use_code
from marketplace.services.notifications.notify import notify
from marketplace.services.ports import Clock


def sign_in_with_code(
    session: Session, account: Account, given: str, *, clock: Clock, address: str = ""
) -> Proof:
    """The second step of signing in, after the password: the sign-in is recorded now and not before.

    Raises NotProven and Paused (the caller commits after both), and WrongState without a second factor.
    """
    proof = prove_code(session, account, given, clock=clock, address=address)
    complete_sign_in(session, account, clock=clock, factor=proof.value)
    return proof


def prove_code(
    session: Session,
    account: Account,
    given: str,
    *,
    clock: Clock,
    address: str = "",
    field: str = "code",
) -> Proof:
    """Take a code of the authenticator, or a recovery code and use it up.

    Wrong ones are counted for the account's factor and for the address, not for its password. Raises
    NotProven with `field`, Paused, and WrongState without a second factor.
    """
    key = guard_key("factor", str(account.id))
    keys = (key, guard_key("address", address)) if address else (key,)
    refuse_when_paused(session, *keys, clock=clock)
    factor = lock_factor(session, account)
    if factor is None or factor.confirmed_at is None:
        raise WrongState("This account has no second step.")
    proof = _take(session, account, factor, given, clock=clock)
    if proof is None:
        count_wrong(session, account, *keys, clock=clock)
        raise NotProven("This code is not right, or it has been used. Wait for the next one.", field=field)
    forget_failures(session, key)
    return proof


def lock_factor(session: Session, account: Account) -> SecondFactor | None:
    """The account's factor as it is now, locked, so that one code is not taken twice at the same moment."""
    return session.scalar(
        select(SecondFactor)
        .where(SecondFactor.account_id == account.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _take(
    session: Session, account: Account, factor: SecondFactor, given: str, *, clock: Clock
) -> Proof | None:
    code = typed(given)
    if is_code(code):
        step = step_of(factor.secret, code, at=clock.now(), after=factor.last_step)
        if step is None:
            return None
        factor.last_step = step
        return Proof.AUTHENTICATOR
    if not use_code(session, account, given, clock=clock):
        return None
    session.flush()  # the one just used is not counted
    left = codes_left(session, account)
    record_event(session, account, "account.recovery_code_used", account, left=left)
    notify(session, account, Topic.RECOVERY_CODE_USED, clock=clock, left=left)
    return Proof.RECOVERY_CODE
