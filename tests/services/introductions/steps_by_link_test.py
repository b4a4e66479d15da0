"""Who has no account picks a meeting's time and answers a claim by the introduction's link, once each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from marketplace.models import (
    AuditEvent,
    FollowUp,
    FollowUpKind,
    Kind,
    MatchState,
    MeetingState,
    OutcomeStage,
    OutcomeState,
)
from marketplace.services.followups.log import today
from marketplace.services.introductions.issue import TERM
from marketplace.services.introductions.steps_by_link import (
    agreement_by_link,
    calendar_by_link,
    call_off_by_link,
    confirm_by_link,
    dispute_by_link,
    pick_by_link,
)
from marketplace.services.meetings.offer import offer_meeting
from marketplace.services.outcomes.claim import Claim, claim_outcome
from tests.doubles import MovableClock
from tests.factories.introduced import PDF, make_claim, make_introduced, make_note, make_offer
from tests.factories.links import make_contact_link
from tests.factories.recommended import Recommended

D, S = Kind.DEMAND, Kind.SUPPLY


@dataclass(frozen=True)
class Linked:
    """An introduced pair, and the link of its owner's contact."""

    pair: Recommended
    token: str


@pytest.fixture
def linked(session: Session, clock: MovableClock) -> Linked:
    pair = make_introduced(session, clock)
    return Linked(pair, make_contact_link(session, pair.match, D, clock))


def events(session: Session, action: str) -> list[AuditEvent]:
    """What the trail holds of it."""
    session.flush()
    return list(session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


def test_a_time_is_picked_once_and_the_trail_says_how(
    session: Session, clock: MovableClock, linked: Linked
) -> None:
    company, match = linked.pair.company, linked.pair.match
    meeting = offer_meeting(session, company, match.id, S, make_offer(clock), clock=clock)
    session.flush()
    version, slot = meeting.version, meeting.slots[1]
    with pytest.raises(Conflict):
        pick_by_link(session, linked.token, version + 1, slot.id, clock=clock)
    with pytest.raises(InvalidInput):
        pick_by_link(session, linked.token, version, 0, clock=clock)
    pick_by_link(session, linked.token, version, slot.id, clock=clock)
    (agreed,) = events(session, "meeting.agree")
    assert agreed.details["came_by"] == "link" and agreed.actor_id is None
    assert meeting.state is MeetingState.AGREED and meeting.starts_at == slot.starts_at
    assert match.state is MatchState.MEETING
    with pytest.raises((Conflict, WrongState)):
        pick_by_link(session, linked.token, version, slot.id, clock=clock)
    with pytest.raises(WrongState):
        pick_by_link(session, linked.token, meeting.version, slot.id, clock=clock)
    file = calendar_by_link(session, linked.token, meeting.id, page="https://site.example", clock=clock)
    assert b"STATUS:CONFIRMED" in file.content and linked.token.encode() not in file.content


def test_none_of_the_times_suits_and_the_other_side_reads_why(
    session: Session, clock: MovableClock, linked: Linked
) -> None:
    company, match = linked.pair.company, linked.pair.match
    meeting = offer_meeting(session, company, match.id, S, make_offer(clock), clock=clock)
    session.flush()
    with pytest.raises(InvalidInput):
        call_off_by_link(session, linked.token, meeting.version, why=" ", clock=clock)
    call_off_by_link(session, linked.token, meeting.version, why="下周三以后都可以", clock=clock)
    session.flush()
    assert meeting.state is MeetingState.CANCELLED
    told = select(FollowUp.text).where(FollowUp.kind == FollowUpKind.MEETING_CANCELLED)
    assert session.scalars(told).one() == "下周三以后都可以"


def test_a_claim_is_read_and_confirmed_or_disputed_but_never_ones_own(
    session: Session, clock: MovableClock, linked: Linked
) -> None:
    pair = linked.pair
    claim = make_claim(session, clock, pair)
    session.flush()
    assert claim.file_id is not None
    assert agreement_by_link(session, linked.token, claim.file_id, clock=clock).content == PDF
    with pytest.raises(Conflict):
        confirm_by_link(session, linked.token, claim.id, claim.version + 1, clock=clock)
    confirm_by_link(session, linked.token, claim.id, claim.version, clock=clock)
    (confirmed,) = events(session, "outcome.confirm")
    assert claim.state is OutcomeState.CONFIRMED and confirmed.details["came_by"] == "link"
    with pytest.raises(WrongState):
        confirm_by_link(session, linked.token, claim.id, claim.version, clock=clock)


def test_a_side_does_not_confirm_its_own_claim(session: Session, clock: MovableClock, linked: Linked) -> None:
    pair = linked.pair
    claim = Claim(OutcomeStage.INTENT, today(clock))
    own = claim_outcome(session, pair.owner, pair.match.id, D, claim, clock=clock)
    session.flush()
    steps: tuple[Callable[[], object], ...] = (
        lambda: confirm_by_link(session, linked.token, own.id, own.version, clock=clock),
        lambda: dispute_by_link(session, linked.token, own.id, own.version, why="不对", clock=clock),
    )
    for step in steps:
        with pytest.raises(NotAllowed):
            step()
    assert own.state is OutcomeState.CLAIMED


def test_a_claim_denied_goes_to_staff_with_its_reason(
    session: Session, clock: MovableClock, linked: Linked
) -> None:
    claim = make_claim(session, clock, linked.pair)
    session.flush()
    with pytest.raises(InvalidInput):
        dispute_by_link(session, linked.token, claim.id, claim.version, why="", clock=clock)
    dispute_by_link(session, linked.token, claim.id, claim.version, why="意向书还没有盖章", clock=clock)
    assert claim.state is OutcomeState.DISPUTED and claim.dispute == "意向书还没有盖章"
    assert linked.pair.match.waits_for is not None and linked.pair.match.waits_for.value == "staff"


def test_no_other_file_no_other_pair_and_nothing_after_the_links_end(
    session: Session, clock: MovableClock, linked: Linked
) -> None:
    note = make_note(session, clock, linked.pair)
    claim = make_claim(session, clock, linked.pair)
    other = make_claim(session, clock, make_introduced(session, clock))
    session.flush()
    for paper in (note.files[0].id, other.file_id or 0, 0):
        with pytest.raises(NotFound):
            agreement_by_link(session, linked.token, paper, clock=clock)
    with pytest.raises(NotFound):
        confirm_by_link(session, linked.token, other.id, other.version, clock=clock)
    clock.move(days=TERM.days)
    steps: tuple[Callable[[], object], ...] = (
        lambda: confirm_by_link(session, linked.token, claim.id, claim.version, clock=clock),
        lambda: agreement_by_link(session, linked.token, claim.file_id or 0, clock=clock),
        lambda: calendar_by_link(session, linked.token, 1, page="", clock=clock),
    )
    for step in steps:
        with pytest.raises(WrongState):
            step()
    assert claim.state is OutcomeState.CLAIMED
