"""The people of an organization: who manages it, who may sign in, who leaves."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotAllowed, NotFound
from marketplace.models import Account, SuspendedFor
from marketplace.permissions import Actor, Permission, require
from marketplace.services.accounts.let_in import mark_let_in
from marketplace.services.accounts.passwords import new_session_key
from marketplace.services.audit.record import record_event
from marketplace.services.ports import Clock


def set_manager(session: Session, actor: Actor, account_id: int, *, manages: bool) -> Account:
    """Give a colleague, or oneself, the manager's part or take it. Repeating it changes and records nothing.

    Raises NotAllowed, NotFound for anybody else's people, InvalidInput for the last manager.
    """
    require(actor, Permission.MANAGE_ORGANIZATION)
    people = lock_people(session, actor.organization_id)
    member = _member(people, account_id)
    if member.is_manager == manages:
        return member
    if manages and not member.active:
        raise InvalidInput("This person cannot sign in; activate the account first.")
    if not manages:
        keep_a_manager(people, member)
    member.is_manager = manages
    record_event(session, actor, "account.manager_given" if manages else "account.manager_taken", member)
    return member


def set_member_active(
    session: Session, actor: Actor, account_id: int, *, active: bool, clock: Clock
) -> Account:
    """Keep a colleague out, ending every session, or let them in again, also one the site has suspended.

    Raises NotAllowed (also for whom an administrator has suspended), NotFound for anybody else's people,
    WrongState for an erased account, InvalidInput for oneself and for the last manager.
    """
    require(actor, Permission.MANAGE_ORGANIZATION)
    people = lock_people(session, actor.organization_id)
    member = _member(people, account_id)
    if member.id == actor.id:
        raise InvalidInput("You cannot deactivate your own account. To go, choose “Leave”.")
    if member.active == active:
        return member
    if not active:
        keep_a_manager(people, member)
    if member.suspended_for is SuspendedFor.ADMINISTRATOR:
        raise NotAllowed("An administrator has suspended this account. Only one can let the person in again.")
    if active:
        mark_let_in(member, clock=clock)
    _switch(
        session, actor, member, active=active, action="account.activated" if active else "account.deactivated"
    )
    return member


def leave_organization(session: Session, account: Account) -> None:
    """Close one's own account on leaving. Raises NotAllowed, and InvalidInput for the last manager."""
    require(account, Permission.READ_ORGANIZATION)
    keep_a_manager(lock_people(session, account.organization_id), account)
    account.is_manager = False
    _switch(session, account, account, active=False, action="account.left")


def lock_people(session: Session, organization_id: int | None) -> Sequence[Account]:
    """Everybody of the organization, locked in one order, so that two managers cannot remove each other."""
    return session.scalars(
        select(Account)
        .where(Account.organization_id == organization_id)
        .order_by(Account.id)
        .with_for_update(of=Account)
        .execution_options(populate_existing=True)
    ).all()


def keep_a_manager(people: Sequence[Account], leaving: Account) -> None:
    """Raise InvalidInput when nobody would manage the organization without this one."""
    managers = {one.id for one in people if one.is_manager and one.active}
    if managers == {leaving.id}:
        raise InvalidInput(
            "Your organization needs somebody who manages its people. Make a colleague manager first."
        )


def managers_left(session: Session, leaving: Account) -> bool:
    """Whether somebody else who can sign in manages the account's organization."""
    other = select(Account.id).where(
        Account.organization_id == leaving.organization_id,
        Account.is_manager,
        Account.active,
        Account.id != leaving.id,
    )
    return session.scalar(other.limit(1)) is not None


def _member(people: Sequence[Account], account_id: int) -> Account:
    found = next((one for one in people if one.id == account_id), None)
    if found is None:
        raise NotFound("There is no such person in your organization.")
    return found


def _switch(session: Session, actor: Actor, account: Account, *, active: bool, action: str) -> None:
    states = ("inactive", "active")
    account.active = active
    account.session_key = new_session_key()
    record_event(session, actor, action, account, from_state=states[not active], to_state=states[active])
