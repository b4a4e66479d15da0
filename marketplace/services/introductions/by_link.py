"""What a contact without account is shown after the introduction, by the link in its mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound, WrongState
from marketplace.models import (
    ConsentWithdrawal,
    ContactLink,
    Disclosure,
    Kind,
    Listing,
    ListingContact,
    ListingVersion,
    Topic,
)
from marketplace.services.answers.own_pairs import across, listing_on
from marketplace.services.answers.tell import follow_side
from marketplace.services.answers.texts import latest_texts
from marketplace.services.audit.record import record_event
from marketplace.services.contacts.find import contact_of
from marketplace.services.contacts.mask import MaskedContact, mask_contact
from marketplace.services.followups.read import FollowThrough, read_for_contact
from marketplace.services.introductions.contact import find_consent
from marketplace.services.introductions.links import RENEWABLE, FoundLink, find_contact_link
from marketplace.services.ports import Clock

PAUSE = timedelta(minutes=10)


@dataclass(frozen=True)
class IntroducedPair:
    """The pair from the link's side. `contact` is the other's, None unless it was asked for by this link;
    `masked` is what may be known before. `follow`: what happened since; None while the link is shut.
    """

    found: FoundLink
    texts: Mapping[int, ListingVersion]
    contact: ListingContact | None
    masked: MaskedContact | None
    withdrawn: Mapping[Kind, ConsentWithdrawal]
    follow: FollowThrough | None

    @property
    def side(self) -> Kind:
        """The side that the link stands for."""
        return self.found.link.side

    @property
    def ours(self) -> Listing:
        """The listing on the link's side."""
        return listing_on(self.found.match, self.side)

    @property
    def theirs(self) -> Listing:
        """The listing across."""
        return listing_on(self.found.match, across(self.side))


def read_introduced(session: Session, token: str, *, clock: Clock) -> IntroducedPair:
    """What the link shows now. Raises NotFound."""
    found = find_contact_link(session, token, clock=clock)
    match, side = found.match, found.link.side
    held, seen = None, None
    if found.shut is None and found.consents is not None and found.consents.stand:
        held = contact_of(session, listing_on(match, across(side)).id)
        seen = _disclosure(session, found, held) if held is not None else None
    return IntroducedPair(
        found=found,
        texts=latest_texts(session, (match.demand, match.supply)),
        contact=held if seen is not None else None,
        masked=mask_contact(held) if held is not None else None,
        withdrawn=found.consents.withdrawn if found.consents is not None else {},
        follow=read_for_contact(session, match, side, clock=clock) if found.shut is None else None,
    )


def show_contact_by_link(session: Session, token: str, *, clock: Clock) -> Disclosure:
    """Record that the other side's contact is seen by this link; asking again returns the first record.

    Raises NotFound, and WrongState when the link is shut or a consent was taken back.
    """
    found = find_contact_link(session, token, clock=clock, lock=True)
    match, side = found.match, found.link.side
    consent = find_consent(session, match, side) if found.shut is None else None
    if consent is None:
        raise WrongState("This link no longer shows the other side's contact.")
    listing = listing_on(match, across(side))
    contact = contact_of(session, listing.id)
    if contact is None:
        raise NotFound("The other side has left no contact. Please ask our staff.")
    seen = _disclosure(session, found, contact)
    if seen is not None:
        return seen
    made = Disclosure(
        introduction_id=consent.introduction.id,
        contact_link_id=found.link.id,
        listing_id=listing.id,
        contact_version=contact.version,
        consent_id=consent.answer.id,
        created_at=clock.now(),
    )
    session.add(made)
    record_event(session, None, "contact.show", made, match_id=match.id, listing=listing.code, came_by="link")
    return made


def renew_contact_link(session: Session, token: str, *, clock: Clock) -> None:
    """Mail a new link to the contact on file, whoever asks: its address is neither asked for nor shown.

    Raises NotFound, and WrongState when a new link would not help, or one was sent just now.
    """
    found = find_contact_link(session, token, clock=clock, lock=True)
    if found.shut not in RENEWABLE:
        raise WrongState("A new link would not help here: this one still works, or the pair has ended.")
    newest = session.scalar(
        select(ContactLink.created_at)
        .where(ContactLink.match_id == found.match.id, ContactLink.side == found.link.side)
        .order_by(ContactLink.id.desc())
        .limit(1)
    )
    if newest is not None and clock.now() - newest < PAUSE:
        raise WrongState("A new link was sent a few minutes ago. Please look into your mail first.")
    follow_side(session, found.match, found.link.side, Topic.CONTACT_INTRODUCED, clock=clock)


def _disclosure(session: Session, found: FoundLink, contact: ListingContact) -> Disclosure | None:
    """The look by this link at this version of the contact, under the consent that stands."""
    consent = find_consent(session, found.match, found.link.side)
    if consent is None:
        return None
    return session.scalar(
        select(Disclosure).where(
            Disclosure.introduction_id == consent.introduction.id,
            Disclosure.contact_link_id == found.link.id,
            Disclosure.listing_id == contact.listing_id,
            Disclosure.contact_version == contact.version,
            Disclosure.consent_id == consent.answer.id,
        )
    )
