"""The accounts and the organizations they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.models import Account, Listing, Organization
from marketplace.permissions import Actor, Permission, allowed, require


@dataclass(frozen=True)
class AccountRow:
    """An account and the e-mail address as this reader may see it."""

    account: Account
    email: str


@dataclass(frozen=True)
class OrganizationRow:
    """An organization with how many listings and accounts it has."""

    organization: Organization
    listings: int
    accounts: int


def browse_accounts(session: Session, actor: Actor) -> Sequence[AccountRow]:
    """Every account, active ones first. Only who manages accounts sees whole e-mail addresses."""
    require(actor, Permission.READ_ACCOUNTS)
    whole = allowed(actor, Permission.MANAGE_ACCOUNTS)
    found = select(Account).order_by(Account.active.desc(), Account.role, Account.id)
    return [
        AccountRow(account, account.email if whole else mask_email(account.email))
        for account in session.scalars(found)
    ]


def mask_email(email: str) -> str:
    """The address with all but its first letter and its last domain part hidden: `a***@***.cn`."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}***@***.{domain.rpartition('.')[2]}"


def browse_organizations(session: Session, actor: Actor) -> Sequence[OrganizationRow]:
    """Every organization, those with most listings first."""
    require(actor, Permission.READ_ACCOUNTS)
    listings = (
        select(func.count(Listing.id)).where(Listing.organization_id == Organization.id).scalar_subquery()
    )
    accounts = (
        select(func.count(Account.id)).where(Account.organization_id == Organization.id).scalar_subquery()
    )
    rows = session.execute(
        select(Organization, listings, accounts).order_by(listings.desc(), Organization.name)
    )
    return [OrganizationRow(*row) for row in rows]
