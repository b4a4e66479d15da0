"""Set up a second factor: a key for the authenticator, which counts once a first code has come back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import Account, SecondFactor, Topic
from marketplace.permissions import Permission, require
from marketplace.services.accounts.administrators import lock_account
from marketplace.services.accounts.lockout import forget_failures, guard_key, refuse_when_paused
from marketplace.services.accounts.passwords import new_session_key
from marketplace.services.accounts.proofs import NotProven, count_wrong, prove_password
from marketplace.services.audit.record import record_event
from marketplace.services.factors.codes import new_secret, step_of, typed
from marketplace.services.factors.offers import open_offer, seal_offer
from marketplace.services.factors.prove import lock_factor, prove_code
from marketplace.services.factors.recovery import replace_codes
from marketplace.services.notifications.notify import notify
from marketplace.services.ports import Clock


@dataclass(frozen=True)
class Offer:
    """A key for the authenticator, and the same sealed, to be sent back with the first code."""

    secret: str
    sealed: str


def offer_secret(session: Session, account: Account, *, password: str, clock: Clock) -> Offer:
    """A new key each time, to whoever knows the password: a borrowed session must not learn the key to come.

    Raises NotAllowed, NotProven with field `password`, Paused, and WrongState when there is a factor already.
    """
    require(account, Permission.OWN_ACCOUNT)
    _refuse_second(lock_factor(session, account))
    prove_password(session, account, password, clock=clock)
    secret = new_secret()
    return Offer(secret, seal_offer(account, secret, clock=clock))


def offered_before(account: Account, sealed: str, *, clock: Clock) -> Offer:
    """The same offer again, while its first code is tried once more. Raises Gone."""
    return Offer(open_offer(account, sealed, clock=clock), sealed)


def confirm_factor(session: Session, account: Account, *, sealed: str, code: str, clock: Clock) -> list[str]:
    """Count the offered key from now on; every session ends and the caller signs the present one in again.

    Gives the recovery codes, which are kept nowhere in a form that can be read. Raises NotAllowed, Gone when
    the offer is over, NotProven with field `code`, Paused, and WrongState when there is a factor already.
    """
    require(account, Permission.OWN_ACCOUNT)
    secret = open_offer(account, sealed, clock=clock)
    key = guard_key("factor", str(account.id))
    refuse_when_paused(session, key, clock=clock)
    account = lock_account(session, account.id)  # two pages that confirm at once would both be counted
    _refuse_second(lock_factor(session, account))
    step = step_of(secret, typed(code), at=clock.now(), after=None)
    if step is None:
        count_wrong(session, account, key, clock=clock)
        raise NotProven(
            "This code does not belong to the key above. See that your phone's clock is right, and enter the "
            "code it shows now.",
            field="code",
        )
    now = clock.now()
    session.merge(
        SecondFactor(account_id=account.id, secret=secret, created_at=now, confirmed_at=now, last_step=step)
    )
    account.session_key = new_session_key()
    forget_failures(session, key)
    record_event(session, account, "account.factor_on", account)
    notify(session, account, Topic.FACTOR_ON, clock=clock)
    return replace_codes(session, account, clock=clock)


def renew_codes(session: Session, account: Account, *, code: str, clock: Clock) -> list[str]:
    """Ten new recovery codes for a code; the earlier ones open nothing any more.

    Raises NotAllowed, NotProven with field `code`, Paused, and WrongState without a factor.
    """
    require(account, Permission.OWN_ACCOUNT)
    prove_code(session, account, code, clock=clock)
    record_event(session, account, "account.recovery_codes_renewed", account)
    return replace_codes(session, account, clock=clock)


def _refuse_second(factor: SecondFactor | None) -> None:
    if factor is not None and factor.confirmed_at is not None:
        raise WrongState("Your account has a second step already. Switch it off to set up another one.")
