"""Tell people: rows in the caller's transaction, on their page at once, mailed by the worker."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, Kind, Listing, Match, Notification, Role, Topic
from marketplace.services.notifications.pace import chosen_pace, pace_of
from marketplace.services.notifications.words import TABLE
from marketplace.services.ports import Clock

# The side of a pair an account of an organization sits on, and the roles that act for it.
SIDE_ROLES = frozenset({Role.COMPANY, Role.DEMAND_OWNER})


def notify(
    session: Session,
    account: Account,
    topic: Topic,
    *,
    clock: Clock,
    match: Match | None = None,
    listing: Listing | None = None,
    urgent: bool = False,
    **values: str | int,
) -> None:
    """Tell one account. By mail with the day's digest unless the account chose otherwise; `urgent` at once.

    `values` fill the topic's words and hold no contacts. A deactivated account is told nothing.
    """
    if TABLE[topic].secret:
        raise ValueError(f"{topic} goes by direct mail alone: services/notifications/direct.py")
    if not account.active:
        return
    chosen = chosen_pace(session, account, TABLE[topic].group)
    session.add(
        Notification(
            account=account,
            topic=topic.value,
            match=match,
            listing=listing,
            details=values,
            pace=pace_of(chosen, urgent=urgent),
            created_at=clock.now(),
        )
    )


def _notify_role(
    role: Role,
    session: Session,
    topic: Topic,
    *,
    clock: Clock,
    match: Match | None = None,
    listing: Listing | None = None,
    urgent: bool = False,
    **values: str | int,
) -> None:
    """Tell every active account of the role."""
    everyone = select(Account).where(Account.role == role, Account.active).order_by(Account.id)
    for account in session.scalars(everyone):
        notify(session, account, topic, clock=clock, match=match, listing=listing, urgent=urgent, **values)


notify_staff = partial(_notify_role, Role.STAFF)
notify_administrators = partial(_notify_role, Role.ADMINISTRATOR)


def notify_side(
    session: Session,
    match: Match,
    side: Kind,
    topic: Topic,
    *,
    clock: Clock,
    urgent: bool = False,
    **values: str | int,
) -> None:
    """Tell every active account of the organization on that side of the pair."""
    listing = match.demand if side is Kind.DEMAND else match.supply
    for account in accounts_of(session, listing):
        notify(session, account, topic, clock=clock, match=match, listing=None, urgent=urgent, **values)


def notify_owners(
    session: Session,
    listing: Listing,
    topic: Topic,
    *,
    clock: Clock,
    urgent: bool = False,
    **values: str | int,
) -> None:
    """Tell every active account of the organization that owns the listing."""
    for account in accounts_of(session, listing):
        notify(session, account, topic, clock=clock, match=None, listing=listing, urgent=urgent, **values)


def accounts_of(session: Session, listing: Listing) -> list[Account]:
    """The active accounts of the listing's organization that act for it."""
    chosen = select(Account).where(
        Account.organization_id == listing.organization_id, Account.role.in_(SIDE_ROLES), Account.active
    )
    return list(session.scalars(chosen.order_by(Account.id)))
