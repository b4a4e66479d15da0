"""A contact without account closes access to itself again, by the link of its introduction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import Match
from marketplace.services.introductions.consents import close_access
from marketplace.services.introductions.links import find_contact_link
from marketplace.services.ports import Clock


def withdraw_consent_by_link(
    session: Session, token: str, *, reason: str, note: str = "", clock: Clock
) -> Match:
    """Take back the consent of the link's side: at once neither side sees the other's contact.

    Sending it twice changes nothing the second time. Raises NotFound, WrongState when the link is shut, and
    InvalidInput with field `reason` or `note`.
    """
    found = find_contact_link(session, token, clock=clock, lock=True)
    if found.shut is not None:
        raise WrongState("This link no longer shows the other side's contact.")
    match, side = found.match, found.link.side
    return close_access(session, match, side, None, reason=reason, note=note, clock=clock, came_by="link")
