"""An administrator prepares an account; its owner opens it by a link and chooses the password."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Account, Invitation, InvitationState, Role
from marketplace.permissions import SIDES, Actor, Permission, require
from marketplace.services.accounts.create import find_organization
from marketplace.services.accounts.mail_addresses import check_email
from marketplace.services.organizations.invite import LinkTo, send_invitation
from marketplace.services.ports import Clock


def offer_account(
    session: Session,
    actor: Actor,
    *,
    email: str,
    person: str,
    role: Role,
    organization_code: str | None,
    clock: Clock,
    link_to: LinkTo,
) -> Invitation:
    """Mail a link by which the account can be opened.

    Raises NotAllowed, and InvalidInput with field `email`, `person` or `organization_code`.
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    organization = find_organization(session, role, organization_code)
    if organization is not None and not organization.verified and role in SIDES:
        raise InvalidInput("This organization is not verified.", field="organization_code")
    if session.scalar(select(Account.id).where(Account.email == check_email(email))) is not None:
        raise InvalidInput("There is an account with this e-mail address already.", field="email")
    return send_invitation(
        session,
        actor,
        organization,
        email=email,
        person=person,
        role=role,
        is_manager=False,
        clock=clock,
        link_to=link_to,
    )


def open_offers(session: Session, actor: Actor) -> Sequence[Invitation]:
    """Every invitation that waits, of organizations too, newest first. Raises NotAllowed."""
    require(actor, Permission.READ_ACCOUNTS)
    return session.scalars(
        select(Invitation).where(Invitation.state == InvitationState.SENT).order_by(Invitation.id.desc())
    ).all()
