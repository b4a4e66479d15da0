"""Who manages an organization after its last manager has gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Account, Listing, ListingState, Topic
from marketplace.permissions import SIDES
from marketplace.services.audit.record import record_event
from marketplace.services.notifications.notify import notify, notify_administrators
from marketplace.services.organizations.members import lock_people
from marketplace.services.ports import Clock


@dataclass(frozen=True)
class Succession:
    """What the last manager leaves behind: colleagues who can sign in, and listings that are public."""

    colleagues: Sequence[Account]
    listings: int


def what_is_left_behind(session: Session, account: Account) -> Succession | None:
    """None unless the account is the last manager of an organization with colleagues or public listings."""
    if account.role not in SIDES or not account.is_manager or account.organization_id is None:
        return None
    others = [
        one for one in lock_people(session, account.organization_id) if one.active and one is not account
    ]
    if any(one.is_manager for one in others):
        return None
    live = select(func.count(Listing.id)).where(
        Listing.organization_id == account.organization_id, Listing.state == ListingState.PUBLISHED
    )
    listings = session.scalar(live) or 0
    return Succession(others, listings) if others or listings else None


def hand_over(
    session: Session, account: Account, *, successor: int | None, leaves_nobody: bool, clock: Clock
) -> None:
    """Make the successor manager; or tell the administrators that nobody is, where the person knows that.

    Raises InvalidInput with field `successor` when the last manager named nobody and did not say so.
    """
    left = what_is_left_behind(session, account)
    if left is None:
        return
    found = next((one for one in left.colleagues if one.id == successor), None)
    if found is not None:
        found.is_manager = True
        record_event(session, account, "account.manager_given", found)
        notify(session, found, Topic.MANAGER_NOW, clock=clock)
    elif leaves_nobody:
        assert account.organization is not None, "whoever manages an organization belongs to it"
        notify_administrators(
            session,
            Topic.ORGANIZATION_WITHOUT_MANAGER,
            clock=clock,
            organization=account.organization.name,
        )
    else:
        raise InvalidInput(
            "You are the last who manages your organization. Say who does so after you.", field="successor"
        )
