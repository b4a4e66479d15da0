"""Create an account."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Account, Organization, OrganizationState, Role
from marketplace.permissions import SIDES, Actor, Permission, require
from marketplace.services.accounts.passwords import (
    check_new_password,
    hash_password,
    new_session_key,
    unknown_password,
)
from marketplace.services.audit.record import change_organization_state, record_event

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def create_account(
    session: Session,
    actor: Actor | None,
    *,
    email: str,
    display_name: str,
    role: Role,
    password: str | None,
    organization_code: str | None = None,
) -> Account:
    """A new active account. `actor` None: the command line, which only the operator reaches.

    `password` None: nobody knows it, so that the account acts for its organization but cannot sign in.
    `organization_code` is the unified social credit code. The two sides must have one: whoever makes their
    account vouches for the organization, and its first account manages it. Staff may have one, whose pairs
    they then cannot decide; the other roles may not.
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
    organization = find_organization(session, role, organization_code)
    account = Account(
        email=email,
        display_name=display_name,
        role=role,
        organization=organization,
        is_manager=role in SIDES and organization is not None and not _has_manager(session, organization),
        password_hash=_first_hash(password, email),
        session_key=new_session_key(),
    )
    session.add(account)
    record_event(session, actor, "account.created", account, role=role.value)
    if role in SIDES and organization is not None and organization.state is OrganizationState.UNVERIFIED:
        change_organization_state(
            session,
            actor,
            organization,
            OrganizationState.VERIFIED,
            "organization.verified",
            cause="account_created",
        )
    return account


def _first_hash(password: str | None, email: str) -> str:
    if password is None:
        return unknown_password()
    check_new_password(password, email, field="password")
    return hash_password(password)


def _has_manager(session: Session, organization: Organization) -> bool:
    """Whether somebody manages the organization's people already."""
    found = select(Account.id).where(
        Account.organization_id == organization.id, Account.is_manager, Account.active
    )
    return session.scalar(found.limit(1)) is not None


def find_organization(session: Session, role: Role, code: str | None) -> Organization | None:
    """The organization the account belongs to. Raises InvalidInput."""
    if role not in SIDES:
        if not code:
            return None
        if role is not Role.STAFF:
            raise InvalidInput("Accounts of this role belong to no organization.", field="organization_code")
    found = session.scalar(
        select(Organization).where(Organization.unified_social_credit_code == (code or ""))
    )
    if found is None:
        raise InvalidInput("There is no organization with this code.", field="organization_code")
    return found
