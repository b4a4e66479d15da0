"""Correct one's own name and phone, also where one is a listing's contact. The address: change_address.py."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Account, Kind, Listing, Match, Topic
from marketplace.permissions import Permission, require
from marketplace.services.answers.own_pairs import across
from marketplace.services.audit.record import record_event
from marketplace.services.contacts.find import own_contacts
from marketplace.services.introductions.consents import INTRODUCED
from marketplace.services.notifications.notify import notify_side
from marketplace.services.ports import Clock

LONGEST = 100


def correct_own_data(
    session: Session,
    account: Account,
    *,
    display_name: str,
    phone: str | None,
    clock: Clock,
) -> list[str]:
    """Write what differs; the names of the fields that did.

    `phone` None leaves it. Raises NotAllowed, and InvalidInput naming the field to mend.
    """
    require(account, Permission.OWN_ACCOUNT)
    display_name = display_name.strip()
    if not display_name or len(display_name) > LONGEST or "\x00" in display_name:
        raise InvalidInput("Enter your name, with at most %(most)s characters.", field="name", most=LONGEST)
    contacts = own_contacts(session, account)
    changed = ["name"] if display_name != account.display_name else []
    for listing, contact in contacts:
        given = {"name": display_name, "phone": (phone or contact.phone).strip()}
        fields = [name for name, value in given.items() if getattr(contact, name) != value]
        for name in fields:
            setattr(contact, name, given[name])
        if fields:
            record_event(session, account, "contact.changed", listing, fields=fields)
            tell_introduced(session, listing, clock=clock)
            changed.extend(name for name in fields if name not in changed)
    account.display_name = display_name
    if changed:
        record_event(session, account, "account.corrected", account, fields=changed)
    return changed


def tell_introduced(session: Session, listing: Listing, *, clock: Clock) -> None:
    """Whoever may see the listing's contact is told that it is another now."""
    side = listing.kind
    column = Match.demand_id if side is Kind.DEMAND else Match.supply_id
    pairs = session.scalars(select(Match).where(column == listing.id, Match.state.in_(INTRODUCED)))
    for match in pairs:
        notify_side(session, match, across(side), Topic.CONTACT_CHANGED, clock=clock)
