"""The accounts and the organizations they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Account, Listing, Organization, OrganizationState
from marketplace.permissions import Actor, Permission, allowed, require
from marketplace.services.accounts.mail_addresses import mask_email

LONGEST_SEARCH = 100


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


@dataclass(frozen=True)
class OrganizationPage:
    """An organization with its people, and where it went when it was merged."""

    organization: Organization
    listings: int
    people: Sequence[Account]
    into: Organization | None


def browse_accounts(session: Session, actor: Actor) -> Sequence[AccountRow]:
    """Every account, active ones first. Only who manages accounts sees whole e-mail addresses."""
    require(actor, Permission.READ_ACCOUNTS)
    whole = allowed(actor, Permission.MANAGE_ACCOUNTS)
    found = select(Account).order_by(Account.active.desc(), Account.role, Account.id)
    return [
        AccountRow(account, account.email if whole else mask_email(account.email))
        for account in session.scalars(found)
    ]


def read_account(session: Session, actor: Actor, account_id: int) -> Account:
    """One account. Raises NotAllowed and NotFound."""
    require(actor, Permission.READ_ACCOUNTS)
    found = session.get(Account, account_id)
    if found is None:
        raise NotFound("There is no such account.")
    return found


def browse_organizations(
    session: Session, actor: Actor, *, text: str = "", state: OrganizationState | None = None
) -> Sequence[OrganizationRow]:
    """The organizations in this state whose name or code holds the text, those with most listings first.

    Doubles that were merged are left out unless asked for.
    """
    require(actor, Permission.READ_ACCOUNTS)
    chosen = _counted().where(
        Organization.state == state if state is not None else Organization.state != OrganizationState.MERGED
    )
    if text:
        chosen = chosen.where(
            or_(
                Organization.name.contains(text, autoescape=True),
                Organization.unified_social_credit_code.contains(text.upper(), autoescape=True),
                Organization.claimed_code.contains(text.upper(), autoescape=True),
            )
        )
    rows = session.execute(chosen.order_by(_listings().desc(), Organization.name))
    return [OrganizationRow(*row) for row in rows]


def read_organization(session: Session, actor: Actor, organization_id: int) -> OrganizationPage:
    """One organization with its people. Raises NotAllowed and NotFound."""
    require(actor, Permission.READ_ACCOUNTS)
    row = session.execute(_counted().where(Organization.id == organization_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such organization.")
    organization = row[0]
    people = session.scalars(
        select(Account).where(Account.organization_id == organization_id).order_by(Account.id)
    ).all()
    into = session.get(Organization, organization.merged_into_id) if organization.merged_into_id else None
    return OrganizationPage(organization, row[1], people, into)


def _listings() -> ScalarSelect[int]:
    return select(func.count(Listing.id)).where(Listing.organization_id == Organization.id).scalar_subquery()


def _counted() -> Select[Organization, int, int]:
    accounts = (
        select(func.count(Account.id)).where(Account.organization_id == Organization.id).scalar_subquery()
    )
    return select(Organization, _listings(), accounts)
