"""Make a link by which a side without accounts sees the other's contact after the introduction."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from marketplace.models import ContactLink, Kind, Match
from marketplace.services.answers.own_pairs import listing_on
from marketplace.services.audit.record import record_event
from marketplace.services.links.tokens import hash_of, make_token
from marketplace.services.ports import Clock

TERM = timedelta(days=30)
PATH = "/introduced/"


def issue_contact_link(session: Session, match: Match, side: Kind, *, clock: Clock) -> str:
    """The path of a new link for that side. It is told to nobody but by the mail that carries it.

    Earlier ones go on as long as they hold: every step of the pair is mailed with a link, and whoever opens
    the mail before the last must not meet a closed door. Another contact ends them all (links/revoke.py).
    """
    token = make_token()
    link = ContactLink(
        match=match,
        side=side,
        organization_id=listing_on(match, side).organization_id,
        token_hash=hash_of(token),
        expires_at=clock.now() + TERM,
        created_at=clock.now(),
    )
    session.add(link)
    record_event(session, None, "contact_link.send", link, match_id=match.id, side=side.value)
    return PATH + token
