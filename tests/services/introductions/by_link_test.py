"""Who has no account sees the other's contact by a link: recorded, expiring, under the same consents."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound, WrongState
from marketplace.models import ConsentWithdrawal, ContactLink, Disclosure, Kind, Mail, Topic
from marketplace.services.answers.accept import accept_match
from marketplace.services.followups.add_entry import Entry, add_entry
from marketplace.services.followups.chase import chase_pairs
from marketplace.services.followups.log import today
from marketplace.services.followups.reasons import ClosingReason
from marketplace.services.followups.set_aside import close_pair
from marketplace.services.introductions.by_link import (
    PAUSE,
    read_introduced,
    renew_contact_link,
    show_contact_by_link,
)
from marketplace.services.introductions.consents import renew_consent, withdraw_consent
from marketplace.services.introductions.contact import show_contact
from marketplace.services.introductions.issue import PATH, TERM
from marketplace.services.introductions.ledger import disclosures_of_match
from marketplace.services.introductions.links import Shut
from marketplace.services.introductions.withdraw_by_link import withdraw_consent_by_link
from marketplace.services.links.revoke import revoke_links
from marketplace.services.meetings.offer import offer_meeting
from tests.doubles import MovableClock
from tests.factories import make_organization
from tests.factories.introduced import make_introduced, make_note, make_offer
from tests.factories.recommended import Recommended, make_recommended

D, S = Kind.DEMAND, Kind.SUPPLY


@pytest.fixture
def pair(session: Session, clock: MovableClock) -> Recommended:
    """Introduced after the company lost its only account, so that a link was mailed to its contact."""
    pair = make_recommended(session)
    accept_match(session, pair.company, pair.match.id, S, pair.seen, clock=clock)
    pair.company.active = False
    session.flush()
    accept_match(session, pair.owner, pair.match.id, D, pair.seen, clock=clock)
    session.flush()
    return pair


def newest(session: Session, topic: Topic = Topic.CONTACT_INTRODUCED) -> str:
    """The token in the newest mail about it."""
    mails = select(Mail.link).where(Mail.topic == topic.value).order_by(Mail.id.desc())
    link = session.scalars(mails).first()
    assert link is not None and link.startswith(PATH)
    return link.removeprefix(PATH)


def looks(session: Session) -> int:
    """How many showings are on record."""
    return session.scalar(select(func.count(Disclosure.id))) or 0


def test_the_contact_is_shown_on_request_alone_and_each_look_is_recorded(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = newest(session)
    assert token not in (session.scalars(select(ContactLink.token_hash)).one())
    before = read_introduced(session, token, clock=clock)
    assert before.contact is None and before.masked is not None and looks(session) == 0
    for _again in range(2):
        seen = show_contact_by_link(session, token, clock=clock)
    session.flush()
    assert looks(session) == 1
    assert seen.account_id is None and seen.listing_id == pair.match.demand_id
    assert seen.consent.side is D and seen.seen_for == pair.match.supply.organization
    after = read_introduced(session, token, clock=clock)
    assert after.contact is not None and "@example.com" in after.contact.email
    assert [one.id for one in disclosures_of_match(session, pair.owner, pair.match)] == [seen.id]


def test_a_consent_taken_back_shuts_it_and_a_new_one_is_recorded_anew(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    show_contact_by_link(session, newest(session), clock=clock)
    withdraw_consent(session, pair.owner, pair.match.id, D, reason="too_much", clock=clock)
    session.flush()
    token = newest(session, Topic.CONTACT_CONSENT_WITHDRAWN)
    shut = read_introduced(session, token, clock=clock)
    assert shut.contact is None and shut.masked is None and D in shut.withdrawn
    with pytest.raises(WrongState):
        show_contact_by_link(session, token, clock=clock)
    renew_consent(session, pair.owner, pair.match.id, D, clock=clock)
    session.flush()
    token = newest(session, Topic.CONTACT_CONSENT_RENEWED)
    assert read_introduced(session, token, clock=clock).contact is None
    show_contact_by_link(session, token, clock=clock)
    session.flush()
    assert looks(session) == 2


def test_the_contact_closes_access_to_itself(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = newest(session)
    with pytest.raises(InvalidInput):
        withdraw_consent_by_link(session, token, reason="other", clock=clock)
    for _again in range(2):
        withdraw_consent_by_link(session, token, reason="person_changed", clock=clock)
        session.flush()
    taken = session.scalars(select(ConsentWithdrawal)).one()
    assert (taken.side, taken.account_id) == (S, None)
    assert S in read_introduced(session, token, clock=clock).withdrawn
    with pytest.raises(WrongState):
        show_contact(session, pair.owner, pair.match.id, D, clock=clock)
    clock.move(seconds=TERM.total_seconds())
    with pytest.raises(WrongState):
        withdraw_consent_by_link(session, token, reason="too_much", clock=clock)


def test_it_runs_out_is_replaced_and_ends_with_the_pair(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    first = newest(session)
    with pytest.raises(WrongState):
        renew_contact_link(session, first, clock=clock)
    clock.move(seconds=TERM.total_seconds())
    assert read_introduced(session, first, clock=clock).found.shut is Shut.EXPIRED
    with pytest.raises(WrongState):
        show_contact_by_link(session, first, clock=clock)
    renew_contact_link(session, first, clock=clock)
    session.flush()
    second = newest(session)
    assert second != first
    assert read_introduced(session, first, clock=clock).found.shut is Shut.EXPIRED
    with pytest.raises(WrongState):
        renew_contact_link(session, first, clock=clock)
    clock.move(seconds=PAUSE.total_seconds())
    show_contact_by_link(session, second, clock=clock)
    match = pair.match
    reason = ClosingReason.NO_BUDGET
    close_pair(session, pair.staff, match.id, match.version, reason=reason, note="", clock=clock)
    session.flush()
    ended = read_introduced(session, second, clock=clock)
    assert ended.found.shut is Shut.ENDED and ended.contact is None and ended.follow is None
    with pytest.raises(NotFound):
        read_introduced(session, "nothing", clock=clock)


def test_another_contact_or_owner_shuts_it(session: Session, clock: MovableClock, pair: Recommended) -> None:
    token = newest(session)
    revoke_links(session, pair.match.supply, clock=clock)
    session.expire_all()
    assert read_introduced(session, token, clock=clock).found.shut is Shut.SUPERSEDED
    pair.match.supply.organization = make_organization(session)
    session.flush()
    assert read_introduced(session, token, clock=clock).found.shut is Shut.ENDED


def test_what_follows_is_mailed_and_read_behind_the_link_but_for_the_other_sides_own_notes(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    make_note(session, clock, pair)
    offer_meeting(session, pair.owner, pair.match.id, D, make_offer(clock), clock=clock)
    session.flush()
    follow = read_introduced(session, newest(session, Topic.CONTACT_MEETING_OFFERED), clock=clock).follow
    assert follow is not None and follow.ahead is not None
    assert [entry.kind.value for entry in follow.entries] == ["meeting_offered"]
    clock.move(days=4)
    chase_pairs(session, clock=clock)
    session.flush()
    assert newest(session, Topic.CONTACT_STEP_WAITS)


def test_who_has_an_account_gets_no_link(session: Session, clock: MovableClock) -> None:
    pair = make_introduced(session, clock)
    entry = Entry(today(clock), "谈妥一半", make_note(session, clock, pair).visibility.BOTH)
    add_entry(session, pair.company, pair.match.id, S, entry, clock=clock)
    session.flush()
    assert session.scalars(select(ContactLink)).all() == []
