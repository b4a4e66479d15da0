"""Find a link by which a side without accounts sees the other's contact, and whether it still does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import ContactLink, Match
from marketplace.services.answers.own_pairs import listing_on
from marketplace.services.introductions.consents import Consents, read_consents
from marketplace.services.links.kept_out import is_kept_out
from marketplace.services.links.tokens import hash_of
from marketplace.services.lock_match import lock_match
from marketplace.services.ports import Clock


class Shut(StrEnum):
    """Why a link shows no contact now."""

    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    ENDED = "ended"
    SUSPENDED = "suspended"


# What a new link would put right.
RENEWABLE = frozenset({Shut.SUPERSEDED, Shut.EXPIRED})


@dataclass(frozen=True)
class FoundLink:
    """A link, why it is shut (None: it is not), and the consents that the pair rests on."""

    link: ContactLink
    shut: Shut | None
    consents: Consents | None

    @property
    def match(self) -> Match:
        """The pair."""
        return self.link.match


def find_contact_link(session: Session, token: str, *, clock: Clock, lock: bool = False) -> FoundLink:
    """The link of this token; with `lock`, nobody changes its pair meanwhile. Raises NotFound."""
    link = session.scalar(select(ContactLink).where(ContactLink.token_hash == hash_of(token)))
    if link is None:
        raise NotFound("There is no such link.")
    if lock:
        lock_match(session, link.match_id)
        session.refresh(link)
    consents = read_consents(session, link.match)
    return FoundLink(link, _why_shut(session, link, consents, clock), consents)


def _why_shut(session: Session, link: ContactLink, consents: Consents | None, clock: Clock) -> Shut | None:
    listing = listing_on(link.match, link.side)
    # Ended, or a listing passed to another organization: the two that agreed are not together any more.
    if consents is None or listing.organization_id != link.organization_id:
        return Shut.ENDED
    if is_kept_out(session, listing):
        return Shut.SUSPENDED
    if link.revoked_at is not None:
        return Shut.SUPERSEDED
    return Shut.EXPIRED if clock.now() >= link.expires_at else None
