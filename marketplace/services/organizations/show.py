"""The organization's own page: how it stands, its people, its invitations, its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Account, Invitation, Organization, StoredFile, Verification
from marketplace.permissions import Actor, Permission, allowed, require
from marketplace.services.accounts.mail_addresses import mask_email
from marketplace.services.organizations.evidence import evidence_of
from marketplace.services.organizations.invite import open_invitations
from marketplace.services.organizations.own import OPEN_TO_SUBMIT
from marketplace.services.ports import Clock


@dataclass(frozen=True)
class Invited:
    """An open invitation; the address is masked, for a page is seen by more than who typed it."""

    invitation: Invitation
    address: str
    expired: bool


@dataclass(frozen=True)
class OwnOrganization:
    """What a member sees. `can_invite` waits for the verification, `can_submit` ends with it."""

    organization: Organization
    people: Sequence[Account]
    invited: Sequence[Invited]
    evidence: Sequence[StoredFile]
    last: Verification | None
    can_manage: bool
    can_invite: bool
    can_submit: bool

    @property
    def managers(self) -> Sequence[Account]:
        """Who manages it now."""
        return [one for one in self.people if one.is_manager and one.active]


def show_own_organization(session: Session, actor: Actor, *, clock: Clock) -> OwnOrganization:
    """The actor's organization; invitations and evidence for its managers. Raises NotAllowed, NotFound."""
    require(actor, Permission.READ_ORGANIZATION)
    organization = session.get(Organization, actor.organization_id)
    if organization is None:
        raise NotFound("Your account belongs to no organization.")
    manages = allowed(actor, Permission.MANAGE_ORGANIZATION)
    people = session.scalars(
        select(Account)
        .where(Account.organization_id == organization.id)
        .order_by(Account.active.desc(), Account.is_manager.desc(), Account.id)
    ).all()
    invited = open_invitations(session, organization.id) if manages else []
    return OwnOrganization(
        organization=organization,
        people=people,
        invited=[
            Invited(one, mask_email(one.email), expired=one.expires_at <= clock.now()) for one in invited
        ],
        evidence=evidence_of(session, organization) if manages else [],
        last=session.scalar(
            select(Verification)
            .where(Verification.organization_id == organization.id)
            .order_by(Verification.id.desc())
            .limit(1)
        ),
        can_manage=manages,
        can_invite=allowed(actor, Permission.INVITE_COLLEAGUES),
        can_submit=manages and organization.state in OPEN_TO_SUBMIT,
    )
