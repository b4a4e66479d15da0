"""Suspend an organization, or let it act again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound
from marketplace.models import Account, Organization, OrganizationState, Topic
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import change_organization_state
from marketplace.services.notes import check_note
from marketplace.services.notifications.notify import notify
from marketplace.services.ports import Clock

LONGEST_NOTE = 500


def suspend_organization(
    session: Session, actor: Actor, organization_id: int, *, note: str, clock: Clock
) -> Organization:
    """Its people may still sign in and read why; they can do nothing else. What is public stays public.

    Raises NotAllowed, NotFound, WrongState, and InvalidInput without a reason.
    """
    note = check_note(note, LONGEST_NOTE)
    if not note:
        raise InvalidInput("Say why, in words its people can read.", field="note")
    organization = _lock(session, actor, organization_id)
    change_organization_state(
        session, actor, organization, OrganizationState.SUSPENDED, "organization.suspended", note=note
    )
    for account in session.scalars(
        select(Account).where(Account.organization_id == organization.id, Account.active)
    ):
        notify(session, account, Topic.ORGANIZATION_SUSPENDED, clock=clock, urgent=True, note=note)
    return organization


def reinstate_organization(session: Session, actor: Actor, organization_id: int) -> Organization:
    """Take a suspension back, or vouch for an organization of the lists.

    Raises NotAllowed, NotFound, WrongState.
    """
    organization = _lock(session, actor, organization_id)
    change_organization_state(
        session, actor, organization, OrganizationState.VERIFIED, "organization.verified"
    )
    return organization


def _lock(session: Session, actor: Actor, organization_id: int) -> Organization:
    require(actor, Permission.MANAGE_ORGANIZATIONS)
    organization = session.scalar(
        select(Organization)
        .where(Organization.id == organization_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if organization is None:
        raise NotFound("There is no such organization.")
    return organization
