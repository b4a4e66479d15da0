"""Whether whoever holds a listing's links may not act here: a link is no way round a suspension."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, Listing, OrganizationState
from marketplace.services.contacts.find import contact_of


def is_kept_out(session: Session, listing: Listing) -> bool:
    """Whether the listing's organization is suspended, or its contact has an account that is."""
    if listing.organization.state is OrganizationState.SUSPENDED:
        return True
    contact = contact_of(session, listing.id)
    if contact is None or not contact.email:
        return False
    closed = select(Account.id).where(Account.email == contact.email.strip().lower(), ~Account.active)
    return session.scalar(closed) is not None
