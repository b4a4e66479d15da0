"""Taking a consent back closes access on both sides at once; agreeing again is a consent of its own."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotAllowed, NotFound, WrongState
from marketplace.models import (
    AuditEvent,
    ConsentWithdrawal,
    Disclosure,
    Kind,
    MatchState,
    Notification,
    Role,
    Topic,
)
from marketplace.services.answers.accept import accept_match
from marketplace.services.answers.own_pairs import across
from marketplace.services.answers.read_own_pair import read_own_pair
from marketplace.services.introductions.consents import WithdrawalReason, renew_consent, withdraw_consent
from marketplace.services.introductions.contact import disclosed_contact, show_contact
from marketplace.services.introductions.ledger import disclosures_of_match
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.factories.recommended import Recommended, make_recommended

REASON = WithdrawalReason.NOT_PURSUED.value


@pytest.fixture
def pair(session: Session, clock: MovableClock) -> Recommended:
    """An introduced pair; both sides have seen each other's contact."""
    made = make_recommended(session)
    for side in Kind:
        accept_match(session, made.on(side), made.match.id, side, made.seen, clock=clock)
        session.flush()
    for side in Kind:
        show_contact(session, made.on(side), made.match.id, side, clock=clock)
    session.flush()
    return made


@pytest.mark.parametrize("side", list(Kind))
def test_access_closes_at_once_for_both_and_the_ledger_stays(
    session: Session, clock: MovableClock, pair: Recommended, side: Kind
) -> None:
    for each in Kind:
        assert disclosed_contact(session, pair.on(each), pair.match, each) is not None
    withdraw_consent(session, pair.on(side), pair.match.id, side, reason=REASON, clock=clock)
    session.flush()
    for each in Kind:
        assert disclosed_contact(session, pair.on(each), pair.match, each) is None
        shown = read_own_pair(session, pair.on(each), pair.match.id, each)
        assert (shown.contact, shown.masked, shown.releasable) == (None, None, False)
        assert list(shown.withdrawn) == [side]
        with pytest.raises(WrongState):
            show_contact(session, pair.on(each), pair.match.id, each, clock=clock)
    assert len(disclosures_of_match(session, pair.owner, pair.match)) == 2


def test_the_other_side_and_staff_are_told_without_the_reason(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    staff = make_account(session, Role.STAFF)
    withdraw_consent(
        session, pair.company, pair.match.id, Kind.SUPPLY, reason="misused", note="王某转卖", clock=clock
    )
    session.flush()
    told = {row.account_id: row for row in session.scalars(select(Notification)) if "consent" in row.topic}
    assert told[pair.owner.id].topic == Topic.CONSENT_WITHDRAWN
    assert told[staff.id].topic == Topic.CONSENT_WITHDRAWN_STAFF
    assert pair.company.id not in told
    assert "misused" not in str([row.details for row in told.values()])
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "consent.withdraw")).one()
    assert event.details == {"side": "supply", "reason": "misused"}, (
        "the note is for staff, not for the trail"
    )


def test_agreeing_again_needs_a_new_request_under_the_new_consent(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    withdraw_consent(session, pair.company, pair.match.id, Kind.SUPPLY, reason=REASON, clock=clock)
    session.flush()
    clock.move(days=3)
    renew_consent(session, pair.company, pair.match.id, Kind.SUPPLY, clock=clock)
    session.flush()
    assert disclosed_contact(session, pair.owner, pair.match, Kind.DEMAND) is None, "seen under the old one"
    assert read_own_pair(session, pair.owner, pair.match.id).releasable
    show_contact(session, pair.owner, pair.match.id, Kind.DEMAND, clock=clock)
    session.flush()
    assert disclosed_contact(session, pair.owner, pair.match, Kind.DEMAND) is not None
    theirs = session.scalars(
        select(Disclosure.consent_id).where(Disclosure.listing_id == pair.match.supply_id)
    ).all()
    assert len(set(theirs)) == 2
    assert disclosed_contact(session, pair.company, pair.match, Kind.SUPPLY) is not None, "never withdrawn"


def test_sending_it_twice_changes_nothing(session: Session, clock: MovableClock, pair: Recommended) -> None:
    for _ in range(2):
        withdraw_consent(session, pair.owner, pair.match.id, Kind.DEMAND, reason=REASON, clock=clock)
        session.flush()
    assert len(session.scalars(select(ConsentWithdrawal)).all()) == 1
    for _ in range(2):
        renew_consent(session, pair.owner, pair.match.id, Kind.DEMAND, clock=clock)
        session.flush()
    withdraw_consent(session, pair.owner, pair.match.id, Kind.DEMAND, reason=REASON, clock=clock)
    session.flush()
    assert len(session.scalars(select(ConsentWithdrawal)).all()) == 2


def test_only_ones_own_consent_and_only_for_a_reason(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    match_id = pair.match.id
    with pytest.raises(NotAllowed):
        withdraw_consent(session, pair.owner, match_id, Kind.SUPPLY, reason=REASON, clock=clock)
    with pytest.raises(NotAllowed):
        renew_consent(session, pair.owner, match_id, across(Kind.DEMAND), clock=clock)
    stranger = make_account(session, Role.COMPANY)
    with pytest.raises(NotFound):
        withdraw_consent(session, stranger, match_id, Kind.SUPPLY, reason=REASON, clock=clock)
    for reason, note in (("nothing", ""), ("other", " ")):
        with pytest.raises(InvalidInput):
            withdraw_consent(
                session, pair.owner, match_id, Kind.DEMAND, reason=reason, note=note, clock=clock
            )
    waiting = make_recommended(session, MatchState.ACCEPTED_BY_DEMAND)
    with pytest.raises(WrongState):
        withdraw_consent(session, waiting.owner, waiting.match.id, Kind.DEMAND, reason=REASON, clock=clock)
