"""Organizations and accounts."""

from __future__ import annotations

from itertools import count

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from marketplace.models import Account, Organization, OrganizationState, Role
from marketplace.services.accounts.policies import PRIVACY_VERSION, TERMS_VERSION

NUMBERS = count(1)
PASSWORD = "correct horse"
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def make_organization(
    session: Session,
    name: str | None = None,
    kind: str = "企业",
    state: OrganizationState = OrganizationState.VERIFIED,
) -> Organization:
    """An organization with a code of its own, verified unless told otherwise."""
    number = next(NUMBERS)
    made = Organization(
        name=name or f"测试单位{number}",
        organization_type=kind,
        unified_social_credit_code=f"9151019900TEST{number:04d}",
        state=state,
    )
    session.add(made)
    session.flush()
    return made


def make_account(
    session: Session,
    role: Role = Role.STAFF,
    organization: Organization | None = None,
    *,
    is_manager: bool = False,
) -> Account:
    """An account whose password is PASSWORD; the two sides get an organization when none is given."""
    if organization is None and role in (Role.COMPANY, Role.DEMAND_OWNER):
        organization = make_organization(session)
    number = next(NUMBERS)
    made = Account(
        email=f"person{number}@test.invalid",
        display_name=f"测试人员{number}",
        password_hash=CHEAP_HASH,
        role=role,
        organization=organization,
        is_manager=is_manager,
        terms_version=TERMS_VERSION,
        privacy_version=PRIVACY_VERSION,
    )
    session.add(made)
    session.flush()
    return made
