"""Suspend an account that nobody uses or nobody confirms."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.models import Account, SuspendedFor, Topic
from marketplace.permissions import Actor
from marketplace.services.accounts.passwords import new_session_key
from marketplace.services.audit.record import record_event
from marketplace.services.notifications.direct import mail_address
from marketplace.services.notifications.notify import notify_administrators
from marketplace.services.organizations.members import managers_left
from marketplace.services.ports import Clock

TOLD = {
    SuspendedFor.IDLE: Topic.ACCOUNT_SUSPENDED_IDLE,
    SuspendedFor.UNCONFIRMED: Topic.ACCOUNT_SUSPENDED_UNCONFIRMED,
}


def suspend_account(
    session: Session, actor: Actor | None, account: Account, why: SuspendedFor, *, clock: Clock
) -> None:
    """End every session and let the account in no more until somebody lifts it; the person is told how.

    `actor` None: the site itself. The caller has made sure that an administrator remains.
    """
    account.active = False
    account.suspended_for = why
    account.confirmation_asked_at = account.confirmation_reminded_at = None
    account.session_key = new_session_key()
    record_event(
        session,
        actor,
        "account.suspended",
        account,
        from_state="active",
        to_state="inactive",
        reason=why.value,
    )
    tell_how_to_come_back(session, account, clock=clock)
    if account.is_manager and account.organization is not None and not managers_left(session, account):
        notify_administrators(
            session, Topic.ORGANIZATION_WITHOUT_MANAGER, clock=clock, organization=account.organization.name
        )


def tell_how_to_come_back(session: Session, account: Account, *, clock: Clock) -> None:
    """Mail whoever the site has suspended why, and who can lift it; an administrator says so in person."""
    topic = TOLD.get(account.suspended_for) if account.suspended_for is not None else None
    if topic is not None:
        mail_address(session, account.email, topic, clock=clock, link="", language=account.language)
