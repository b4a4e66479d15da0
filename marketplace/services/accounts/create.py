"""Create an account."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Account, Organization, Role
from marketplace.permissions import SIDES, Actor, Permission, require
from marketplace.services.accounts.passwords import check_new_password, hash_password, new_session_key
from marketplace.services.audit.record import record_event

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def create_account(
    session: Session,
    actor: Actor | None,
    *,
    email: str,
    display_name: str,
    role: Role,
    password: str,
    organization_code: str | None = None,
) -> Account:
    """A new active account. `actor` None: the command line, which only the operator reaches.

    `organization_code` is the unified social credit code; the two sides must have one, the others may not.
    Raises InvalidInput with field `email`, `display_name`, `organization_code` or `password`.
    """
    if actor is not None:
        require(actor, Permission.MANAGE_ACCOUNTS)
    email, display_name = email.strip().lower(), display_name.strip()
    if not EMAIL.fullmatch(email):
        raise InvalidInput("This is not an e-mail address.", field="email")
    if session.scalar(select(Account.id).where(Account.email == email)) is not None:
        raise InvalidInput("There is an account with this e-mail address already.", field="email")
    if not display_name:
        raise InvalidInput("Give the account a name.", field="display_name")
    check_new_password(password, email, field="password")
    account = Account(
        email=email,
        display_name=display_name,
        role=role,
        organization=_organization(session, role, organization_code),
        password_hash=hash_password(password),
        session_key=new_session_key(),
    )
    session.add(account)
    record_event(session, actor, "account.created", account, role=role.value)
    return account


def _organization(session: Session, role: Role, code: str | None) -> Organization | None:
    """The organization the account belongs to. Raises InvalidInput."""
    if role not in SIDES:
        if code:
            raise InvalidInput("Only companies and demand owners belong to one.", field="organization_code")
        return None
    found = session.scalar(
        select(Organization).where(Organization.unified_social_credit_code == (code or ""))
    )
    if found is None:
        raise InvalidInput("There is no organization with this code.", field="organization_code")
    return found
