"""Take a second factor away: its owner with password and code, an administrator when it is lost."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Account, SecondFactor, Topic
from marketplace.permissions import Actor, Permission, require
from marketplace.services.accounts.administrators import lock_account
from marketplace.services.accounts.lockout import forget_failures, guard_key
from marketplace.services.accounts.passwords import new_session_key
from marketplace.services.accounts.proofs import prove_password
from marketplace.services.audit.record import record_event
from marketplace.services.factors.find import needs_code
from marketplace.services.factors.prove import prove_code
from marketplace.services.factors.recovery import forget_codes
from marketplace.services.notifications.notify import notify
from marketplace.services.ports import Clock


def switch_off_factor(session: Session, account: Account, *, code: str, password: str, clock: Clock) -> None:
    """From now on the password alone signs in.

    Raises NotAllowed, NotProven with field `password` or `code`, Paused, and WrongState without a factor.
    """
    require(account, Permission.OWN_ACCOUNT)
    prove_password(session, account, password, clock=clock)
    prove_code(session, account, code, clock=clock)
    forget_factor(session, account)
    record_event(session, account, "account.factor_off", account)
    notify(session, account, Topic.FACTOR_OFF, clock=clock)


def reset_factor(session: Session, actor: Actor | None, account_id: int, *, clock: Clock) -> Account:
    """Take away the factor of somebody who lost it; every session of theirs ends, and they are told by mail.

    `actor` None: the command line, which only the operator reaches. Repeating it changes and records nothing.
    Raises NotAllowed, NotFound, and InvalidInput for one's own.
    """
    if actor is not None:
        require(actor, Permission.MANAGE_ACCOUNTS)
    account = lock_account(session, account_id)
    if actor is not None and account.id == actor.id:
        raise InvalidInput("Switch your own second step off on the page of your account.")
    if not needs_code(session, account):
        return account
    forget_factor(session, account)
    forget_failures(session, guard_key("factor", str(account.id)))
    account.session_key = new_session_key()
    record_event(session, actor, "account.factor_reset", account)
    notify(session, account, Topic.FACTOR_RESET, clock=clock)
    return account


def forget_factor(session: Session, account: Account) -> None:
    """Drop the secret and the recovery codes."""
    session.execute(delete(SecondFactor).where(SecondFactor.account_id == account.id))
    forget_codes(session, account)
