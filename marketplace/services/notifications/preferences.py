"""Choose when mail comes, and stop it with one click."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound
from marketplace.models import Account, ContactStop, Listing, NotificationPreference, Pace, Role, TopicGroup
from marketplace.permissions import Actor, Permission, require
from marketplace.services.notifications.pace import PACES, chosen_pace
from marketplace.services.ports import Clock

G = TopicGroup
SIDE_GROUPS = (G.PAIRS, G.REMINDERS, G.LISTINGS, G.SAVED_SEARCHES, G.ACCOUNT)
STAFF_GROUPS = (G.DUTIES, G.REMINDERS, G.SAVED_SEARCHES, G.ACCOUNT)
OTHER_GROUPS = (G.SAVED_SEARCHES, G.ACCOUNT)
GROUPS: Mapping[Role, tuple[TopicGroup, ...]] = {
    Role.COMPANY: SIDE_GROUPS,
    Role.DEMAND_OWNER: SIDE_GROUPS,
    Role.STAFF: STAFF_GROUPS,
    Role.ADMINISTRATOR: STAFF_GROUPS,
    Role.AUDITOR: OTHER_GROUPS,
    Role.INTEGRATOR: OTHER_GROUPS,
}


def read_preferences(session: Session, account: Account) -> dict[TopicGroup, Pace]:
    """What holds for each group that the account's role is told of."""
    require(account, Permission.OWN_ACCOUNT)
    return {group: chosen_pace(session, account, group) for group in GROUPS[account.role]}


def choose_paces(
    session: Session, account: Account, chosen: Mapping[TopicGroup, Pace], *, clock: Clock
) -> None:
    """Keep what was chosen; a group not named stays. Raises NotAllowed, InvalidInput."""
    require(account, Permission.OWN_ACCOUNT)
    for group, pace in chosen.items():
        if pace not in PACES[group]:
            raise InvalidInput("This cannot be chosen here.")
        _keep(session, account, group, pace, clock=clock)


def stop_mail(session: Session, account_id: int, groups: Collection[TopicGroup], *, clock: Clock) -> Account:
    """No more mail of these groups, or (none named) of all that the daily mail holds. By a mail's reader.

    The page keeps telling of everything. Raises NotFound for an account that is no more.
    """
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound("There is no such account.")
    for one in GROUPS[account.role]:
        daily = chosen_pace(session, account, one) is Pace.DAILY
        if Pace.NEVER in PACES[one] and (one in groups or (not groups and daily)):
            _keep(session, account, one, Pace.NEVER, clock=clock)
    return account


def stop_contact_mail(session: Session, listing_id: int, *, clock: Clock) -> Listing:
    """No more mail to the contact of this listing. Raises NotFound."""
    listing = session.get(Listing, listing_id)
    if listing is None:
        raise NotFound("There is no such listing.")
    if session.get(ContactStop, listing_id) is None:
        session.add(ContactStop(listing_id=listing_id, stopped_at=clock.now()))
    return listing


def _keep(session: Session, account: Actor, group: TopicGroup, pace: Pace, *, clock: Clock) -> None:
    kept = session.get(NotificationPreference, (account.id, group))
    if kept is None:
        session.add(
            NotificationPreference(
                account_id=account.id, topic_group=group, pace=pace, changed_at=clock.now()
            )
        )
    else:
        kept.pace, kept.changed_at = pace, clock.now()
