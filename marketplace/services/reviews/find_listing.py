"""Find a listing by its code, as staff know it."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Kind, Listing, ListingState
from marketplace.permissions import Actor, Permission, require

CODE = re.compile(r"[\w.-]{1,64}")


def find_listing(session: Session, actor: Actor, code: str, kind: Kind | None = None) -> Listing:
    """The listing of this code (in either case) and kind; drafts are their owner's alone.

    Raises NotAllowed, NotFound.
    """
    require(actor, Permission.REVIEW_MATCHES)
    found = None
    if CODE.fullmatch(code.strip()):
        found = session.scalar(select(Listing).where(Listing.code.in_({code.strip(), code.strip().upper()})))
    if found is None or found.state is ListingState.DRAFT or kind not in (None, found.kind):
        raise NotFound("There is no listing with the code %(code)s.", code=code.strip()[:64])
    return found
