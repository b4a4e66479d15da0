"""Change what an account is for."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound
from marketplace.models import Account, Role
from marketplace.permissions import SIDES, Actor, Permission, require
from marketplace.services.accounts.administrators import keep_an_administrator, lock_account
from marketplace.services.accounts.create import find_organization
from marketplace.services.accounts.passwords import new_session_key
from marketplace.services.audit.record import record_event
from marketplace.services.organizations.members import keep_a_manager, lock_people


def change_role(
    session: Session, actor: Actor, account_id: int, role: Role, organization_code: str | None = None
) -> Account:
    """Give the account another role; its sessions end. Repeating it changes and records nothing.

    The two sides keep their organization or get the one with the code; staff may have one, the others not.
    Raises NotAllowed, NotFound, and InvalidInput for the last administrator, the last manager of an
    organization, and a missing or unknown organization.
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound("There is no such account.")
    if role is not Role.ADMINISTRATOR:
        keep_an_administrator(session, account)
    account = lock_account(session, account_id)
    organization = account.organization if role in (*SIDES, Role.STAFF) else None
    if organization_code:
        organization = find_organization(session, role, organization_code)
    elif role in SIDES and organization is None:
        raise InvalidInput("Companies and demand owners need an organization.", field="organization_code")
    if account.role is role and account.organization is organization:
        return account
    if account.role in SIDES and (role not in SIDES or organization is not account.organization):
        keep_a_manager(lock_people(session, account.organization_id), account)
        account.is_manager = False
    old = account.role
    account.role, account.organization = role, organization
    account.session_key = new_session_key()
    record_event(session, actor, "account.role_changed", account, old=old.value, new=role.value)
    return account
