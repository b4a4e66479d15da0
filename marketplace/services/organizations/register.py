"""Register an organization with its first person, who confirmed a work mail before."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, Gone, InvalidInput
from marketplace.models import Account, MailConfirmation, Organization, Role
from marketplace.permissions import SIDES
from marketplace.services.accounts.passwords import check_new_password, hash_password, new_session_key
from marketplace.services.accounts.policies import accept_policies
from marketplace.services.audit.record import record_event
from marketplace.services.links.tokens import hash_of
from marketplace.services.organizations.checks import (
    LONGEST_NAME,
    LONGEST_PERSON,
    check_credit_code,
    check_line,
    check_region,
    check_type,
)
from marketplace.services.ports import Clock


@dataclass(frozen=True)
class Registration:
    """What the registering person says. `accepts`: both notices."""

    name: str
    organization_type: str
    code: str
    region: str
    person: str
    role: Role
    password: str
    accepts: bool
    language: str


def find_confirmation(session: Session, token: str, *, clock: Clock, lock: bool = False) -> MailConfirmation:
    """The confirmation that the link belongs to. Raises NotFound, and Gone when it is used up or expired."""
    wanted = select(MailConfirmation).where(MailConfirmation.token_hash == hash_of(token))
    found = session.scalar(wanted.with_for_update() if lock else wanted)
    if found is None or found.used_at is not None or found.expires_at <= clock.now():
        raise Gone(
            "This link has been used or has expired. Enter your work mail again and we send a new one."
        )
    return found


def register_organization(
    session: Session, token: str, registration: Registration, *, clock: Clock
) -> Account:
    """The first account of a new, unverified organization; it manages the organization.

    The code is only claimed: what stands here under it already is neither shown nor touched before staff have
    verified the claim. Raises NotFound, Gone, Conflict, and InvalidInput naming the field.
    """
    confirmed = find_confirmation(session, token, clock=clock, lock=True)
    organization = Organization(
        name=check_line(
            registration.name, LONGEST_NAME, field="name", missing="Enter the organization's full name."
        ),
        organization_type=check_type(registration.organization_type),
        claimed_code=check_credit_code(registration.code),
        region=check_region(registration.region),
    )
    person = check_line(registration.person, LONGEST_PERSON, field="person", missing="Enter your name.")
    if registration.role not in SIDES:
        raise InvalidInput("Choose what brings you here.", field="role")
    check_new_password(
        registration.password, confirmed.email, field="password", names=(organization.name, person)
    )
    if not registration.accepts:
        raise InvalidInput("Without your agreement no account can be opened.", field="accepts")
    if session.scalar(select(Account.id).where(Account.email == confirmed.email)) is not None:
        raise Conflict("There is an account with your address by now. Please sign in.")
    account = Account(
        email=confirmed.email,
        display_name=person,
        role=registration.role,
        organization=organization,
        is_manager=True,
        password_hash=hash_password(registration.password),
        session_key=new_session_key(),
        language=registration.language,
    )
    session.add_all([organization, account])
    session.flush()  # the events name both by their ids
    confirmed.used_at = account.last_signed_in_at = clock.now()
    record_event(session, account, "organization.registered", organization, to_state=organization.state.value)
    record_event(session, account, "account.registered", account, role=account.role.value)
    accept_policies(session, account, clock=clock)
    return account
