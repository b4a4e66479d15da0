"""The actor's own organization, locked for a change."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound, WrongState
from marketplace.models import Organization, OrganizationState
from marketplace.permissions import Actor, Permission, require

OPEN_TO_SUBMIT = frozenset(
    {OrganizationState.UNVERIFIED, OrganizationState.MORE_ASKED, OrganizationState.REFUSED}
)
"""Where the organization itself may change what it says and hand it in."""


def lock_own_organization(session: Session, actor: Actor, permission: Permission) -> Organization:
    """The actor's organization, locked until the transaction ends. Raises NotAllowed and NotFound."""
    require(actor, permission)
    organization = session.scalar(
        select(Organization)
        .where(Organization.id == actor.organization_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if organization is None:
        raise NotFound("Your account belongs to no organization.")
    return organization


def require_open(session: Session, actor: Actor) -> Organization:
    """The same, if the organization may still change what staff are to verify. Raises WrongState too."""
    organization = lock_own_organization(session, actor, Permission.MANAGE_ORGANIZATION)
    if organization.state not in OPEN_TO_SUBMIT:
        raise WrongState("This cannot be changed while our staff verify it, nor after.")
    return organization
