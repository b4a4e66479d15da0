"""Answer an invitation: open an account with a password of one's own."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, Gone, InvalidInput
from marketplace.models import Account, Invitation, InvitationState, Topic
from marketplace.permissions import SIDES, Permission, allowed
from marketplace.services.accounts.passwords import check_new_password, hash_password, new_session_key
from marketplace.services.accounts.policies import accept_policies
from marketplace.services.audit.record import change_invitation_state, record_event
from marketplace.services.links.tokens import hash_of
from marketplace.services.notifications.notify import notify
from marketplace.services.organizations.checks import LONGEST_PERSON, check_line
from marketplace.services.ports import Clock


def find_invitation(session: Session, token: str, *, clock: Clock, lock: bool = False) -> Invitation:
    """The invitation that the link belongs to, while it can be answered. Raises NotFound and Gone."""
    wanted = select(Invitation).where(Invitation.token_hash == hash_of(token))
    found = session.scalar(wanted.with_for_update(of=Invitation) if lock else wanted)
    if (
        found is None
        or found.state is not InvitationState.SENT
        or found.expires_at <= clock.now()
        or not may_still_invite(found)
    ):
        raise Gone(
            "This invitation has been used, was taken back or has expired. "
            "Ask whoever invited you to send it again."
        )
    return found


def may_still_invite(invitation: Invitation) -> bool:
    """Whether who stands behind the invitation could send it today: nobody leaves a door open on leaving."""
    inviter = invitation.invited_by
    if not inviter.active:
        return False
    if inviter.role in SIDES:
        return (
            inviter.organization_id == invitation.organization_id
            and invitation.role in SIDES
            and allowed(inviter, Permission.INVITE_COLLEAGUES)
        )
    return allowed(inviter, Permission.MANAGE_ACCOUNTS)


def join_by_invitation(
    session: Session,
    token: str,
    *,
    person: str,
    password: str,
    accepts: bool,
    language: str,
    clock: Clock,
) -> Account:
    """The new account; the link is used up and whoever manages the organization is told.

    Raises NotFound, Gone, Conflict when the address has an account, and InvalidInput naming the field.
    """
    invitation = find_invitation(session, token, clock=clock, lock=True)
    organization = invitation.organization
    name = check_line(person, LONGEST_PERSON, field="person", missing="Enter your name.")
    names = (name, *((organization.name,) if organization is not None else ()))
    check_new_password(password, invitation.email, field="password", names=names)
    if not accepts:
        raise InvalidInput("Without your agreement no account can be opened.", field="accepts")
    if session.scalar(select(Account.id).where(Account.email == invitation.email)) is not None:
        raise Conflict("There is an account with your address already. Please sign in with it.")
    account = Account(
        email=invitation.email,
        display_name=name,
        role=invitation.role,
        organization=organization,
        is_manager=invitation.is_manager,
        password_hash=hash_password(password),
        session_key=new_session_key(),
        language=language,
        last_signed_in_at=clock.now(),
    )
    session.add(account)
    session.flush()  # the events name the account by its id
    invitation.account_id, invitation.settled_at = account.id, clock.now()
    change_invitation_state(session, account, invitation, InvitationState.ACCEPTED, "invitation.accepted")
    record_event(session, account, "account.joined", account, role=account.role.value)
    accept_policies(session, account, clock=clock)
    _tell_managers(session, account, clock=clock)
    return account


def _tell_managers(session: Session, account: Account, *, clock: Clock) -> None:
    if account.organization_id is None:
        return
    managers = select(Account).where(
        Account.organization_id == account.organization_id,
        Account.is_manager,
        Account.active,
        Account.id != account.id,
    )
    for manager in session.scalars(managers):
        notify(session, manager, Topic.COLLEAGUE_JOINED, clock=clock, person=account.display_name)
