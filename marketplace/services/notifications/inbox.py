"""One's own notifications: how many are unread, what they say, and marking them read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from marketplace.errors import NotFound
from marketplace.models import Match, Notification
from marketplace.permissions import Actor, Permission, require
from marketplace.services.ports import Clock

PAGE_SIZE = 20
# More than this is "many": counting on would cost time on every page.
MOST_COUNTED = 100


@dataclass(frozen=True)
class InboxPage:
    """One page of notifications, newest first."""

    notifications: Sequence[Notification]
    total: int
    number: int
    pages: int


def count_unread(session: Session, actor: Actor) -> int:
    """How many the actor has not read, at most MOST_COUNTED."""
    some = (
        select(Notification.id)
        .where(Notification.account_id == actor.id, Notification.read_at.is_(None))
        .limit(MOST_COUNTED)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(some)) or 0


def read_inbox(session: Session, actor: Actor, *, unread_only: bool = False, page: int = 1) -> InboxPage:
    """The page asked for, or the last there is."""
    require(actor, Permission.OWN_ACCOUNT)
    mine = select(Notification).where(Notification.account_id == actor.id)
    if unread_only:
        mine = mine.where(Notification.read_at.is_(None))
    total = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(page, 1), pages)
    chosen = (
        mine.options(
            joinedload(Notification.match).joinedload(Match.demand),
            joinedload(Notification.match).joinedload(Match.supply),
            joinedload(Notification.listing),
        )
        .order_by(Notification.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return InboxPage(session.scalars(chosen).all(), total, number, pages)


def open_notification(session: Session, actor: Actor, notification_id: int, *, clock: Clock) -> Notification:
    """Mark one as read. Raises NotFound for another's."""
    require(actor, Permission.OWN_ACCOUNT)
    found = session.get(Notification, notification_id)
    if found is None or found.account_id != actor.id:
        raise NotFound("There is no such notification.")
    if found.read_at is None:
        found.read_at = clock.now()
    return found


def read_all(session: Session, actor: Actor, *, up_to: int, clock: Clock) -> None:
    """Mark everything up to the newest that the page showed as read."""
    require(actor, Permission.OWN_ACCOUNT)
    session.execute(
        update(Notification)
        .where(Notification.account_id == actor.id, Notification.id <= up_to, Notification.read_at.is_(None))
        .values(read_at=clock.now())
    )
