"""Find a listing that the actor's organization owns."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Listing
from marketplace.permissions import Actor, Permission, require


def find_own(session: Session, actor: Actor, code: str, *, lock: bool = False) -> Listing:
    """The listing of this code, locked until the transaction ends if it is to be changed.

    Raises NotAllowed, and NotFound also for another organization's.
    """
    require(actor, Permission.WRITE_LISTINGS)
    query = select(Listing).where(Listing.code == code, Listing.organization_id == actor.organization_id)
    if lock:
        query = query.with_for_update(of=Listing).execution_options(populate_existing=True)
    listing = session.scalar(query)
    if listing is None:
        raise NotFound("There is no such listing.")
    return listing
