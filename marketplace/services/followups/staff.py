"""Take a pair for a staff member who chases it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import Conflict, NotFound
from marketplace.models import Match
from marketplace.permissions import Actor, Permission, require
from marketplace.services.lock_match import lock_match
from marketplace.services.reviews.interest import require_no_interest


def lock_for_staff(session: Session, actor: Actor, match_id: int, version: int | None = None) -> Match:
    """The pair, locked until the transaction ends.

    Raises NotAllowed (also to staff of an organization of the pair), NotFound, and Conflict when the pair is
    no longer at `version`, if one is given.
    """
    require(actor, Permission.CHASE_PAIRS)
    match = lock_match(session, match_id)
    if match is None:
        raise NotFound("There is no such pair.")
    require_no_interest(actor, match)
    if version is not None and match.version != version:
        raise Conflict("This pair changed after you opened it. Nothing was saved; here is how it stands now.")
    return match


def find_pair(session: Session, actor: Actor, match_id: int) -> Match:
    """The pair, to look at. Raises NotAllowed, NotFound."""
    require(actor, Permission.CHASE_PAIRS)
    match = session.get(Match, match_id)
    if match is None:
        raise NotFound("There is no such pair.")
    return match
