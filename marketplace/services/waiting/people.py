"""Colleagues who were invited and have not come yet."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Invitation, InvitationState
from marketplace.permissions import Actor, Permission, allowed
from marketplace.services.followups.log import LOCAL
from marketplace.services.ports import Clock
from marketplace.services.waiting.errands import Errand, Waiting, Whom


def invitations_waiting(session: Session, actor: Actor, *, clock: Clock) -> Iterator[Waiting]:
    """For those who may invite: the colleague is waited for until the link has expired, then they are."""
    if actor.organization_id is None or not allowed(actor, Permission.INVITE_COLLEAGUES):
        return
    for one in session.scalars(
        select(Invitation)
        .where(
            Invitation.organization_id == actor.organization_id,
            Invitation.state == InvitationState.SENT,
        )
        .order_by(Invitation.sent_at)
    ):
        expired = one.expires_at <= clock.now()
        yield Waiting(
            what=Errand.INVITE_AGAIN if expired else Errand.JOIN,
            whom=Whom.US if expired else Whom.COLLEAGUE,
            subject=one.display_name,
            since=one.sent_at,
            due_on=one.expires_at.astimezone(LOCAL).date(),
            late=expired,
        )
