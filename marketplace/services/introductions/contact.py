"""The other side's contact: shown on request after the introduction, each showing on record."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound, WrongState
from marketplace.models import Answer, Disclosure, Introduction, Kind, ListingContact, Match
from marketplace.permissions import Actor, Permission, require
from marketplace.services.answers.lock import lock_own_match
from marketplace.services.answers.own_pairs import across, listing_on, sides_of
from marketplace.services.audit.record import record_event
from marketplace.services.contacts.find import contact_of
from marketplace.services.introductions.consents import read_consents
from marketplace.services.ports import Clock


@dataclass(frozen=True)
class Consent:
    """The introduction, and the other side's acceptance that lets its contact be seen."""

    introduction: Introduction
    answer: Answer


def find_consent(session: Session, match: Match, side: Kind) -> Consent | None:
    """What entitles `side` to the other's contact now: both consents stand. None otherwise."""
    found = read_consents(session, match)
    if found is None or not found.stand:
        return None
    return Consent(found.introduction, found.answers[across(side)])


def show_contact(session: Session, actor: Actor, match_id: int, side: Kind, *, clock: Clock) -> Disclosure:
    """Record that the actor, of `side`, sees the other side's contact; asking again returns the first record.

    A contact that has changed since may be another person's: it is asked for and recorded anew.
    Raises NotAllowed, NotFound, and WrongState unless both sides have accepted.
    """
    match = lock_own_match(session, actor, match_id, side)
    consent = find_consent(session, match, side)
    if consent is None:
        raise WrongState("Contacts are released only after both sides have accepted.")
    listing = listing_on(match, across(side))
    contact = contact_of(session, listing.id)
    if contact is None:
        raise NotFound("The other side has left no contact. Please ask our staff.")
    seen = _disclosure(session, actor, consent, contact)
    if seen is not None:
        return seen
    made = Disclosure(
        introduction_id=consent.introduction.id,
        account_id=actor.id,
        listing_id=listing.id,
        contact_version=contact.version,
        consent_id=consent.answer.id,
        created_at=clock.now(),
    )
    session.add(made)
    record_event(session, actor, "contact.show", made, match_id=match.id, listing=listing.code)
    return made


def disclosed_contact(session: Session, actor: Actor, match: Match, side: Kind) -> ListingContact | None:
    """The other side's contact, if this very account has asked to see it and the consent still stands."""
    require(actor, Permission.USE_WORKSPACE)
    consent = find_consent(session, match, side) if side in sides_of(actor, match) else None
    contact = contact_of(session, listing_on(match, across(side)).id)
    if consent is None or contact is None or _disclosure(session, actor, consent, contact) is None:
        return None
    return contact


def _disclosure(
    session: Session, actor: Actor, consent: Consent, contact: ListingContact
) -> Disclosure | None:
    return session.scalar(
        select(Disclosure).where(
            Disclosure.introduction_id == consent.introduction.id,
            Disclosure.account_id == actor.id,
            Disclosure.listing_id == contact.listing_id,
            Disclosure.contact_version == contact.version,
            Disclosure.consent_id == consent.answer.id,
        )
    )
