"""Contacts: shown only after the introduction, to whom asks, on record."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotAllowed, NotFound, WrongState
from marketplace.models import (
    Answer,
    AuditEvent,
    Disclosure,
    Kind,
    ListingContact,
    MatchState,
    Role,
)
from marketplace.services.answers.accept import accept_match
from marketplace.services.answers.own_pairs import across, listing_on
from marketplace.services.answers.read_own_pair import read_own_pair
from marketplace.services.introductions.contact import disclosed_contact, show_contact
from marketplace.services.introductions.ledger import PAGE_SIZE, browse_disclosures, disclosures_of_match
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.factories.recommended import Recommended, make_recommended

M = MatchState


@pytest.fixture
def pair(session: Session, clock: MovableClock) -> Recommended:
    """An introduced pair."""
    made = make_recommended(session)
    for side in Kind:
        accept_match(session, made.on(side), made.match.id, side, made.seen, clock=clock)
        session.flush()
    return made


@pytest.mark.parametrize("side", list(Kind))
def test_asking_shows_it_and_puts_it_on_record(
    session: Session, clock: MovableClock, pair: Recommended, side: Kind
) -> None:
    actor, theirs = pair.on(side), listing_on(pair.match, across(side))
    assert disclosed_contact(session, actor, pair.match, side) is None
    made = show_contact(session, actor, pair.match.id, side, clock=clock)
    session.flush()
    contact = disclosed_contact(session, actor, pair.match, side)
    assert contact is not None
    assert contact.listing_id == theirs.id == made.listing_id
    assert (made.account_id, made.created_at) == (actor.id, clock.now())
    consent = session.get(Answer, made.consent_id)
    assert consent is not None
    assert (consent.side, consent.accepted) == (across(side), True)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "contact.show")).one()
    assert event.actor_id == actor.id
    assert event.details == {"match_id": pair.match.id, "listing": theirs.code}
    for value in (contact.name, contact.phone, contact.email):
        assert value not in str(event.details)


def test_asking_again_adds_no_record(session: Session, clock: MovableClock, pair: Recommended) -> None:
    for _ in range(2):
        show_contact(session, pair.owner, pair.match.id, Kind.DEMAND, clock=clock)
        session.flush()
    assert len(session.scalars(select(Disclosure)).all()) == 1


def test_a_colleague_must_ask_too(session: Session, clock: MovableClock, pair: Recommended) -> None:
    colleague = make_account(session, Role.DEMAND_OWNER, pair.owner.organization)
    show_contact(session, pair.owner, pair.match.id, Kind.DEMAND, clock=clock)
    session.flush()
    assert disclosed_contact(session, colleague, pair.match, Kind.DEMAND) is None
    show_contact(session, colleague, pair.match.id, Kind.DEMAND, clock=clock)
    session.flush()
    assert disclosed_contact(session, colleague, pair.match, Kind.DEMAND) is not None
    assert len(disclosures_of_match(session, pair.company, pair.match)) == 2


@pytest.mark.parametrize("state", sorted(set(M) - {M.SUGGESTED, M.REJECTED}))
def test_a_state_alone_releases_nothing(session: Session, clock: MovableClock, state: MatchState) -> None:
    pair = make_recommended(session, state)
    with pytest.raises(WrongState):
        show_contact(session, pair.owner, pair.match.id, Kind.DEMAND, clock=clock)


@pytest.mark.parametrize("state", [M.PARKED, M.CLOSED])
def test_when_a_pair_ends_the_contact_is_hidden_again(
    session: Session, clock: MovableClock, pair: Recommended, state: MatchState
) -> None:
    show_contact(session, pair.owner, pair.match.id, Kind.DEMAND, clock=clock)
    pair.match.state = state
    session.flush()
    assert disclosed_contact(session, pair.owner, pair.match, Kind.DEMAND) is None
    assert read_own_pair(session, pair.owner, pair.match.id).contact is None


def test_consent_taken_back_closes_access(session: Session, clock: MovableClock, pair: Recommended) -> None:
    made = show_contact(session, pair.owner, pair.match.id, Kind.DEMAND, clock=clock)
    session.flush()
    consent = session.get(Answer, made.consent_id)
    assert consent is not None
    consent.revoked_at = clock.now()
    session.flush()
    assert disclosed_contact(session, pair.owner, pair.match, Kind.DEMAND) is None


def test_nobody_else_gets_it(session: Session, clock: MovableClock, pair: Recommended) -> None:
    stranger = make_account(session, Role.COMPANY)
    with pytest.raises(NotFound):
        show_contact(session, stranger, pair.match.id, Kind.SUPPLY, clock=clock)
    assert disclosed_contact(session, stranger, pair.match, Kind.SUPPLY) is None
    with pytest.raises(NotAllowed):
        show_contact(session, pair.company, pair.match.id, Kind.DEMAND, clock=clock)
    for role in (Role.STAFF, Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            show_contact(session, make_account(session, role), pair.match.id, Kind.DEMAND, clock=clock)
    assert disclosures_of_match(session, stranger, pair.match) == []


def test_no_contact_on_file(session: Session, clock: MovableClock, pair: Recommended) -> None:
    session.delete(session.get(ListingContact, pair.match.supply_id))
    session.flush()
    assert not read_own_pair(session, pair.owner, pair.match.id).releasable
    with pytest.raises(NotFound):
        show_contact(session, pair.owner, pair.match.id, Kind.DEMAND, clock=clock)


def test_the_ledger_is_paged_for_auditors(session: Session, clock: MovableClock, pair: Recommended) -> None:
    auditor = make_account(session, Role.AUDITOR)
    assert browse_disclosures(session, auditor).entries == []
    for _ in range(PAGE_SIZE + 1):
        colleague = make_account(session, Role.COMPANY, pair.company.organization)
        show_contact(session, colleague, pair.match.id, Kind.SUPPLY, clock=clock)
    session.flush()
    first, last = browse_disclosures(session, auditor), browse_disclosures(session, auditor, 99)
    assert (len(first.entries), first.pages, first.total) == (PAGE_SIZE, 2, PAGE_SIZE + 1)
    assert (len(last.entries), last.number) == (1, 2)
    assert first.entries[0].listing is pair.match.demand
    with pytest.raises(NotAllowed):
        browse_disclosures(session, pair.owner)


def test_a_changed_contact_is_seen_and_recorded_anew(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    theirs = session.get_one(ListingContact, pair.match.supply_id)
    first = show_contact(session, pair.owner, pair.match.id, Kind.DEMAND, clock=clock)
    theirs.name, theirs.phone = "接任的人", "028-8000-7777"
    session.flush()
    assert disclosed_contact(session, pair.owner, pair.match, Kind.DEMAND) is None
    second = show_contact(session, pair.owner, pair.match.id, Kind.DEMAND, clock=clock)
    session.flush()
    assert disclosed_contact(session, pair.owner, pair.match, Kind.DEMAND) is theirs
    assert (first.contact_version, second.contact_version) == (1, 2)
