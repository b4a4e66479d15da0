"""From the introduction to the delivery, and what must not happen on the way."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from marketplace.models import (
    FollowUpKind,
    Kind,
    MatchState,
    MeetingState,
    Notification,
    Outcome,
    OutcomeStage,
    OutcomeState,
    Pace,
    Party,
    Role,
    Topic,
    Visibility,
)
from marketplace.services.files.store import read_file
from marketplace.services.followups.add_entry import Entry, Upload, add_entry
from marketplace.services.followups.log import today
from marketplace.services.followups.next_action import Action
from marketplace.services.followups.read import FollowThrough, read_follow_through, read_for_staff
from marketplace.services.meetings.calendar import calendar_file
from marketplace.services.meetings.offer import offer_meeting, offer_other_times
from marketplace.services.meetings.pick import pick_slot
from marketplace.services.meetings.settle import cancel_meeting, record_meeting, report_meeting
from marketplace.services.outcomes.answer import confirm_outcome, dispute_outcome, settle_dispute
from marketplace.services.outcomes.claim import Claim, claim_outcome, withdraw_claim
from marketplace.services.outcomes.count import count_outcomes, of_organization
from marketplace.services.outcomes.publish import Consent, published_outcomes, set_consent
from marketplace.services.pilots.run import PilotTerms, begin_pilot, end_pilot
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.factories.introduced import PDF, make_introduced, make_meeting, make_offer
from tests.factories.recommended import Recommended

D, S = Kind.DEMAND, Kind.SUPPLY


@pytest.fixture
def pair(session: Session, clock: MovableClock) -> Recommended:
    """Introduced."""
    return make_introduced(session, clock)


def seen_by(session: Session, pair: Recommended, side: Kind, clock: MovableClock) -> FollowThrough:
    """How far the pair has come, read from that side."""
    session.flush()
    found = read_follow_through(session, pair.on(side), pair.match, side, clock=clock)
    assert found is not None
    return found


def claim_signing(session: Session, pair: Recommended, clock: MovableClock, side: Kind = S) -> Outcome:
    """The signing, claimed by a side with its agreement."""
    claim = Claim(OutcomeStage.SIGNED, today(clock), Decimal("88.5"), file=Upload("协议.pdf", PDF))
    made = claim_outcome(session, pair.on(side), pair.match.id, side, claim, clock=clock)
    session.flush()
    return made


def in_talks(session: Session, pair: Recommended, clock: MovableClock) -> None:
    """The two have met."""
    record_meeting(session, pair.owner, pair.match.id, D, on=today(clock), text="见面谈过", clock=clock)
    session.flush()


def test_the_whole_way(session: Session, clock: MovableClock, pair: Recommended) -> None:
    match = pair.match
    assert seen_by(session, pair, D, clock).action is Action.OFFER_TIMES
    offer_meeting(session, pair.company, match.id, S, make_offer(clock), clock=clock)
    assert seen_by(session, pair, D, clock).action is Action.PICK_TIME
    assert match.waits_for is Party.DEMAND
    follow = seen_by(session, pair, S, clock)
    assert follow.action is Action.AWAIT_PICK and follow.ahead is not None
    pick_slot(session, pair.owner, match.id, D, follow.ahead.version, follow.ahead.slots[1].id, clock=clock)
    assert match.state is MatchState.MEETING
    assert match.waits_until == follow.ahead.starts_at
    assert seen_by(session, pair, S, clock).action is Action.MEET
    clock.move(days=4)
    follow = seen_by(session, pair, S, clock)
    assert follow.action is Action.REPORT_MEETING and follow.ahead is not None
    report_meeting(
        session, pair.company, match.id, S, follow.ahead.version, held=True, text="谈妥试点", clock=clock
    )
    assert seen_by(session, pair, D, clock).action is Action.AGREE_ON_NEXT
    terms = PilotTerms(today(clock), today(clock) + timedelta(days=30), "东门站", "误报率低于5%")
    pilot = begin_pilot(session, pair.owner, match.id, D, terms, clock=clock)
    assert match.state is MatchState.PILOT
    clock.move(days=32)
    assert seen_by(session, pair, S, clock).action is Action.END_PILOT
    end_pilot(
        session, pair.owner, match.id, D, pilot.version, on=today(clock), result="误报率3.1%", clock=clock
    )
    assert seen_by(session, pair, S, clock).action is Action.SIGN
    signed = claim_signing(session, pair, clock)
    assert match.state is MatchState.PILOT, "a claim moves nothing"
    assert seen_by(session, pair, D, clock).action is Action.CONFIRM
    confirm_outcome(session, pair.owner, match.id, D, signed.id, signed.version, clock=clock)
    assert match.state is MatchState.SIGNED
    done = claim_outcome(
        session,
        pair.owner,
        match.id,
        D,
        Claim(OutcomeStage.DELIVERED, today(clock), text="验收合格"),
        clock=clock,
    )
    session.flush()
    confirm_outcome(session, pair.company, match.id, S, done.id, done.version, clock=clock)
    assert match.state is MatchState.DELIVERED
    assert seen_by(session, pair, D, clock).action is Action.PUBLISH
    kinds = [entry.kind for entry in seen_by(session, pair, D, clock).entries]
    assert kinds[0] is FollowUpKind.OUTCOME_CONFIRMED
    assert {FollowUpKind.MEETING_HELD, FollowUpKind.PILOT_ENDED} <= set(kinds)


def test_stages_are_skipped_only_as_the_table_allows(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    with pytest.raises(WrongState):
        claim_signing(session, pair, clock)
    terms = PilotTerms(today(clock), today(clock), "东门站", "误报率")
    with pytest.raises(WrongState):
        begin_pilot(session, pair.owner, pair.match.id, D, terms, clock=clock)
    in_talks(session, pair, clock)
    claim_signing(session, pair, clock)  # without a pilot


def test_the_offerer_cannot_pick_and_a_stale_page_is_refused(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    match = pair.match
    meeting = offer_meeting(session, pair.company, match.id, S, make_offer(clock), clock=clock)
    session.flush()
    version, slot = meeting.version, meeting.slots[0].id
    with pytest.raises(NotAllowed):
        pick_slot(session, pair.company, match.id, S, version, slot, clock=clock)
    offer_other_times(session, pair.owner, match.id, D, version, make_offer(clock, 5), clock=clock)
    session.flush()
    with pytest.raises(Conflict):
        pick_slot(session, pair.owner, match.id, D, version, slot, clock=clock)
    with pytest.raises(NotAllowed):
        pick_slot(session, pair.owner, match.id, D, meeting.version, meeting.slots[0].id, clock=clock)
    clock.move(days=6)
    with pytest.raises(InvalidInput):
        pick_slot(session, pair.company, match.id, S, meeting.version, meeting.slots[0].id, clock=clock)


def test_the_calendar_entry_keeps_its_name_and_counts_its_changes(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    match = pair.match
    meeting = make_meeting(session, clock, pair)
    session.flush()

    def entry() -> tuple[str, int, str, str]:
        file = calendar_file(session, pair.owner, match.id, meeting.id, page="https://site/p")
        calendar = Calendar.from_ical(file.content)
        assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
        event = calendar.walk("VEVENT")[0]
        assert event.decoded("dtstart") == meeting.starts_at
        assert event["dtstart"].params["TZID"] == "Asia/Shanghai"
        return str(event["uid"]), int(event["sequence"]), str(calendar["method"]), str(event["status"])

    first = entry()
    offer_other_times(session, pair.owner, match.id, D, meeting.version, make_offer(clock, 5), clock=clock)
    session.flush()
    taken_back = entry()
    pick_slot(session, pair.company, match.id, S, meeting.version, meeting.slots[0].id, clock=clock)
    session.flush()
    moved = entry()
    cancel_meeting(session, pair.owner, match.id, D, meeting.version, why="领导出差", clock=clock)
    session.flush()
    called_off = entry()
    assert first[0] == taken_back[0] == moved[0] == called_off[0]
    assert first[1] < taken_back[1] < moved[1] < called_off[1]
    assert first[2:] == moved[2:] == ("PUBLISH", "CONFIRMED")
    assert taken_back[2:] == called_off[2:] == ("CANCEL", "CANCELLED")
    assert meeting.state is MeetingState.CANCELLED


def test_a_meeting_called_off_before_a_new_time_is_agreed_still_leaves_the_calendar(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    meeting = make_meeting(session, clock, pair)
    session.flush()
    args = (session, pair.owner, pair.match.id, D)
    offer_other_times(*args, meeting.version, make_offer(clock, 5), clock=clock)
    session.flush()
    cancel_meeting(*args, meeting.version, why="领导出差", clock=clock)
    session.flush()
    follow = seen_by(session, pair, S, clock)
    assert follow.called_off is meeting and follow.moved_from is None
    file = calendar_file(session, pair.company, pair.match.id, meeting.id, page="https://site/p")
    assert str(Calendar.from_ical(file.content)["method"]) == "CANCEL"


def test_an_agreed_time_that_is_moved_is_told_at_once_and_taken_back_on_the_page(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    meeting = make_meeting(session, clock, pair)
    session.flush()
    agreed = meeting.starts_at
    assert seen_by(session, pair, S, clock).moved_from is None
    args = (session, pair.owner, pair.match.id, D)
    offer_other_times(*args, meeting.version, make_offer(clock, 5), clock=clock)
    follow = seen_by(session, pair, S, clock)
    assert follow.moved_from == agreed and follow.action is Action.PICK_TIME
    moved = select(Notification).where(Notification.topic == Topic.MEETING_MOVED)
    told = session.scalars(moved).one()
    assert told.account_id == pair.company.id and told.pace is Pace.AT_ONCE
    offer_other_times(*args, meeting.version, make_offer(clock, 6), clock=clock)
    assert seen_by(session, pair, S, clock).moved_from == agreed, "still the time people have in mind"
    assert session.scalars(moved).one(), "an offer in place of an offer takes no time back"
    pick_slot(session, pair.company, pair.match.id, S, meeting.version, meeting.slots[0].id, clock=clock)
    assert seen_by(session, pair, S, clock).moved_from is None


def test_a_meeting_whose_time_has_come_is_reported_on_and_not_called_off(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    meeting = make_meeting(session, clock, pair)
    session.flush()
    clock.move(days=3)
    with pytest.raises(WrongState):
        cancel_meeting(session, pair.owner, pair.match.id, D, meeting.version, why="没去成", clock=clock)
    assert meeting.state is MeetingState.AGREED and seen_by(session, pair, D, clock).is_over


def test_an_unconfirmed_claim_never_counts(session: Session, clock: MovableClock, pair: Recommended) -> None:
    in_talks(session, pair, clock)
    signed = claim_signing(session, pair, clock)
    assert pair.company.organization_id is not None
    own = of_organization(pair.company.organization_id)
    count = count_outcomes(session, own)[OutcomeStage.SIGNED]
    assert (count.confirmed, count.claimed, count.amount_wan) == (0, 1, 0)
    with pytest.raises(NotAllowed):
        confirm_outcome(session, pair.company, pair.match.id, S, signed.id, signed.version, clock=clock)
    confirm_outcome(session, pair.owner, pair.match.id, D, signed.id, signed.version, clock=clock)
    session.flush()
    counts = count_outcomes(session, own)
    assert (counts[OutcomeStage.SIGNED].confirmed, counts[OutcomeStage.SIGNED].claimed) == (1, 0)
    assert counts[OutcomeStage.SIGNED].amount_wan == Decimal("88.5")
    assert counts[OutcomeStage.DELIVERED].confirmed == counts[OutcomeStage.INTENT].confirmed == 0


def test_a_changed_agreement_is_seen_by_its_hash(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    in_talks(session, pair, clock)
    signed = claim_signing(session, pair, clock)
    assert signed.file is not None
    assert not seen_by(session, pair, D, clock).tampered
    signed.file.content = PDF + b"%"
    assert seen_by(session, pair, D, clock).tampered == {signed.id}
    with pytest.raises(WrongState):
        confirm_outcome(session, pair.owner, pair.match.id, D, signed.id, signed.version, clock=clock)


def test_staff_settle_a_dispute(session: Session, clock: MovableClock, pair: Recommended) -> None:
    in_talks(session, pair, clock)
    signed = claim_signing(session, pair, clock)
    dispute_outcome(
        session, pair.owner, pair.match.id, D, signed.id, signed.version, why="金额不对", clock=clock
    )
    session.flush()
    assert pair.match.waits_for is Party.STAFF
    told = session.scalars(select(Notification.topic).where(Notification.account_id == pair.staff.id)).all()
    assert Topic.OUTCOME_DISPUTED.value in told
    with pytest.raises(NotAllowed):
        settle_dispute(
            session,
            make_account(session, Role.STAFF, pair.match.supply.organization),
            pair.match.id,
            signed.id,
            signed.version,
            holds=True,
            note="无",
            clock=clock,
        )
    settle_dispute(
        session, pair.staff, pair.match.id, signed.id, signed.version, holds=False, note="按合同", clock=clock
    )
    assert signed.state is OutcomeState.REFUSED
    assert pair.match.state is MatchState.MEETING
    again = claim_signing(session, pair, clock, D)
    withdraw_claim(session, pair.owner, pair.match.id, D, again.id, again.version, clock=clock)
    assert again.state is OutcomeState.WITHDRAWN


def test_the_other_sides_own_notes_stay_its_own(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    for visibility in Visibility:
        entry = Entry(
            today(clock), f"记录 {visibility}", visibility, files=[Upload(f"{visibility}.pdf", PDF)]
        )
        add_entry(session, pair.owner, pair.match.id, D, entry, clock=clock)
    session.flush()

    def read(follow: FollowThrough | None) -> set[str]:
        assert follow is not None
        return {entry.text for entry in follow.entries if entry.kind is FollowUpKind.NOTE}

    assert len(read(seen_by(session, pair, D, clock))) == 3
    assert read(seen_by(session, pair, S, clock)) == {"记录 both"}
    staff = read_for_staff(session, pair.staff, pair.match, clock=clock)
    assert read(staff) == {"记录 both", "记录 staff"}
    for entry in seen_by(session, pair, D, clock).entries:
        for file in entry.files:
            assert read_file(session, pair.owner, file.id) is file
            if entry.visibility is not Visibility.BOTH:
                with pytest.raises(NotFound):
                    read_file(session, pair.company, file.id)
            with pytest.raises(NotFound):
                read_file(session, make_account(session, Role.COMPANY), file.id)


def test_what_is_published_is_what_both_sides_agreed_to(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    in_talks(session, pair, clock)
    signed = claim_signing(session, pair, clock)
    confirm_outcome(session, pair.owner, pair.match.id, D, signed.id, signed.version, clock=clock)
    session.flush()

    def agree(side: Kind, *what: bool) -> None:
        set_consent(
            session,
            pair.on(side),
            pair.match.id,
            side,
            signed.id,
            signed.version,
            Consent(*what),
            clock=clock,
        )
        session.flush()
        session.expire_all()

    agree(D, True, True, True)
    assert published_outcomes(session, None) == []
    agree(S, True, False, False)
    shown = published_outcomes(session, None)[0]
    assert shown.demander == pair.match.demand.organization.name
    assert (shown.supplier, shown.amount_wan) == (None, None)
    agree(S, True, True, True)
    assert published_outcomes(session, None)[0].amount_wan == Decimal("88.5")
    agree(D, False, True, True)
    assert published_outcomes(session, None) == []
