"""The contact of a listing, and the listings whose contact is a given person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, Listing, ListingContact


def contact_of(session: Session, listing_id: int) -> ListingContact | None:
    """The listing's contact; None where none was ever given, and where it was erased."""
    contact = session.get(ListingContact, listing_id)
    return contact if contact is not None and not contact.erased else None


def own_contacts(session: Session, account: Account) -> Sequence[tuple[Listing, ListingContact]]:
    """The listings of the account's organization whose contact has the account's e-mail address.

    Encrypted values cannot be compared in SQL; an organization's listings are few enough to read.
    """
    if account.organization_id is None:
        return []
    rows = session.execute(
        select(Listing, ListingContact)
        .join(ListingContact, ListingContact.listing_id == Listing.id)
        .where(Listing.organization_id == account.organization_id)
        .order_by(Listing.code)
    )
    return [(listing, contact) for listing, contact in rows if contact.email.strip().lower() == account.email]
