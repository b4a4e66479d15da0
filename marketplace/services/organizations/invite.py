"""Invite colleagues by mail: send, send again, revoke."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound, WrongState
from marketplace.models import Invitation, InvitationState, Organization, Role, Topic
from marketplace.permissions import SIDES, Actor, Permission, require
from marketplace.services.accounts.mail_addresses import check_email
from marketplace.services.audit.record import change_invitation_state, record_event
from marketplace.services.links.tokens import hash_of, make_token
from marketplace.services.notifications.direct import mail_address
from marketplace.services.organizations.checks import LONGEST_PERSON, check_line
from marketplace.services.organizations.own import lock_own_organization
from marketplace.services.ports import Clock

VALID_DAYS = 7
MOST_OPEN = 30
MOST_TIMES = 5
LinkTo = Callable[[str], str]


def invite_colleague(
    session: Session,
    actor: Actor,
    *,
    email: str,
    person: str,
    role: Role,
    is_manager: bool,
    clock: Clock,
    link_to: LinkTo,
) -> Invitation:
    """Invite somebody into the actor's organization. `link_to` makes the page's address of a token.

    Raises NotAllowed, and InvalidInput with field `email`, `person` or `role`. Whether the address has an
    account is not told: only its owner learns it.
    """
    organization = lock_own_organization(session, actor, Permission.INVITE_COLLEAGUES)
    if role not in SIDES:
        raise InvalidInput("Choose what your colleague will do here.", field="role")
    return send_invitation(
        session,
        actor,
        organization,
        email=email,
        person=person,
        role=role,
        is_manager=is_manager,
        clock=clock,
        link_to=link_to,
    )


def send_invitation(
    session: Session,
    actor: Actor,
    organization: Organization | None,
    *,
    email: str,
    person: str,
    role: Role,
    is_manager: bool,
    clock: Clock,
    link_to: LinkTo,
) -> Invitation:
    """Make the invitation and its mail; the caller has checked that the actor may. Raises InvalidInput."""
    address = check_email(email)
    name = check_line(person, LONGEST_PERSON, field="person", missing="Enter the person's name.")
    open_ones = open_invitations(session, organization.id if organization is not None else None)
    if any(one.email == address for one in open_ones):
        raise InvalidInput("This address has an invitation already; send it again below.", field="email")
    if len(open_ones) >= MOST_OPEN:
        raise InvalidInput(
            "%(most)s invitations are waiting already. Revoke some first.", field="email", most=MOST_OPEN
        )
    token = make_token()
    invitation = Invitation(
        organization=organization,
        display_name=name,
        email=address,
        role=role,
        is_manager=is_manager,
        token_hash=hash_of(token),
        sent_at=clock.now(),
        expires_at=clock.now() + timedelta(days=VALID_DAYS),
        invited_by_id=actor.id,
    )
    session.add(invitation)
    record_event(
        session,
        actor,
        "invitation.sent",
        invitation,
        to_state=InvitationState.SENT.value,
        role=role.value,
        organization_id=organization.id if organization is not None else None,
    )
    _mail(session, invitation, token, clock=clock, link_to=link_to)
    return invitation


def resend_invitation(
    session: Session, actor: Actor, invitation_id: int, *, clock: Clock, link_to: LinkTo
) -> Invitation:
    """Send it anew with a new link; the old one opens nothing any more.

    Raises NotAllowed, NotFound, WrongState.
    """
    invitation = lock_invitation(session, actor, invitation_id)
    if invitation.state is not InvitationState.SENT:
        raise WrongState("This invitation is settled already.")
    if invitation.times_sent >= MOST_TIMES:
        raise WrongState("This invitation was sent often enough. Ask your colleague in another way.")
    token = make_token()
    invitation.token_hash = hash_of(token)
    invitation.sent_at = clock.now()
    invitation.expires_at = clock.now() + timedelta(days=VALID_DAYS)
    invitation.times_sent += 1
    invitation.invited_by_id = actor.id  # whoever sends it again vouches for it from now on
    record_event(session, actor, "invitation.sent_again", invitation)
    _mail(session, invitation, token, clock=clock, link_to=link_to)
    return invitation


def revoke_invitation(session: Session, actor: Actor, invitation_id: int, *, clock: Clock) -> Invitation:
    """Make its link open nothing any more. Raises NotAllowed, NotFound, WrongState."""
    invitation = lock_invitation(session, actor, invitation_id)
    change_invitation_state(session, actor, invitation, InvitationState.REVOKED, "invitation.revoked")
    invitation.settled_at = clock.now()
    return invitation


def lock_invitation(session: Session, actor: Actor, invitation_id: int) -> Invitation:
    """An invitation the actor manages, locked. Raises NotAllowed and NotFound."""
    if actor.role in SIDES:
        require(actor, Permission.MANAGE_ORGANIZATION)
    else:
        require(actor, Permission.MANAGE_ACCOUNTS)
    wanted = select(Invitation).where(Invitation.id == invitation_id)
    if actor.role in SIDES:
        wanted = wanted.where(Invitation.organization_id == actor.organization_id)
    found = session.scalar(wanted.with_for_update(of=Invitation).execution_options(populate_existing=True))
    if found is None:
        raise NotFound("There is no such invitation.")
    return found


def open_invitations(session: Session, organization_id: int | None) -> list[Invitation]:
    """Those that wait for an answer, expired ones too, newest first; None: those into no organization."""
    return list(
        session.scalars(
            select(Invitation)
            .where(
                Invitation.organization_id.is_not_distinct_from(organization_id),
                Invitation.state == InvitationState.SENT,
            )
            .order_by(Invitation.id.desc())
        )
    )


def _mail(session: Session, invitation: Invitation, token: str, *, clock: Clock, link_to: LinkTo) -> None:
    organization = invitation.organization
    topic = Topic.INVITED if organization is not None else Topic.ACCOUNT_OFFERED
    values = {"organization": organization.name} if organization is not None else {}
    mail_address(
        session, invitation.email, topic, clock=clock, link=link_to(token), days=VALID_DAYS, **values
    )
