"""Two people take steps on one pair at the same moment: one step counts, the other is told."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from marketplace.database import transaction
from marketplace.models import (
    Account,
    Kind,
    Match,
    MatchState,
    Meeting,
    MeetingState,
    Outcome,
    OutcomeState,
    ReviewClaim,
    Role,
)
from marketplace.services.answers.accept import accept_match
from marketplace.services.followups.reasons import ClosingReason
from marketplace.services.followups.set_aside import close_pair
from marketplace.services.introductions.consents import withdraw_consent
from marketplace.services.introductions.contact import show_contact
from marketplace.services.meetings.offer import offer_meeting
from marketplace.services.meetings.pick import pick_slot
from marketplace.services.outcomes.answer import confirm_outcome, dispute_outcome
from marketplace.services.outcomes.claim import withdraw_claim
from marketplace.services.reviews.claims import hold_pair
from marketplace.services.reviews.undo import undo_review
from tests.at_once import Work, at_once
from tests.doubles import MovableClock
from tests.factories import make_account, make_match
from tests.factories.introduced import make_claim, make_introduced, make_offer
from tests.factories.recommended import Recommended, make_recommended

pytestmark = pytest.mark.slow

D, S = Kind.DEMAND, Kind.SUPPLY


@pytest.fixture
def pair(own_sessions: sessionmaker[Session], clock: MovableClock) -> Recommended:
    """Introduced."""
    with transaction(own_sessions) as session:
        return make_introduced(session, clock)


def who(session: Session, account: Account) -> Account:
    """The account in this transaction."""
    return session.get_one(Account, account.id)


def test_two_colleagues_pick_two_times(
    own_sessions: sessionmaker[Session], pair: Recommended, clock: MovableClock
) -> None:
    with transaction(own_sessions) as session:
        company = who(session, pair.company)
        meeting = offer_meeting(session, company, pair.match.id, S, make_offer(clock), clock=clock)
        session.flush()
        version, slots = meeting.version, [slot.id for slot in meeting.slots]

    def picking(slot: int) -> Work:
        return lambda session: pick_slot(
            session, who(session, pair.owner), pair.match.id, D, version, slot, clock=clock
        )

    assert at_once(own_sessions, *map(picking, slots)) == ["Conflict", "done"]
    with own_sessions() as session:
        assert session.scalars(select(Meeting.state)).all() == [MeetingState.AGREED]


def test_a_claim_is_confirmed_disputed_and_taken_back_at_once(
    own_sessions: sessionmaker[Session], pair: Recommended, clock: MovableClock
) -> None:
    with transaction(own_sessions) as session:
        there = Recommended(
            session.get_one(Match, pair.match.id), pair.owner, who(session, pair.company), pair.staff
        )
        claim = make_claim(session, clock, there)
        session.flush()
        number, version = claim.id, claim.version
    ends = at_once(
        own_sessions,
        lambda session: confirm_outcome(
            session, who(session, pair.owner), pair.match.id, D, number, version, clock=clock
        ),
        lambda session: dispute_outcome(
            session, who(session, pair.owner), pair.match.id, D, number, version, why="未达成", clock=clock
        ),
        lambda session: withdraw_claim(
            session, who(session, pair.company), pair.match.id, S, number, version, clock=clock
        ),
    )
    assert ends == ["Conflict", "Conflict", "done"]
    with own_sessions() as session:
        assert session.get_one(Outcome, number).state is not OutcomeState.CLAIMED


def test_a_contact_is_looked_at_while_the_consent_is_taken_back(
    own_sessions: sessionmaker[Session], pair: Recommended, clock: MovableClock
) -> None:
    """Whichever comes first; a look after the withdrawal is refused, and nothing is a fault of the site."""
    ends = at_once(
        own_sessions,
        lambda session: show_contact(session, who(session, pair.owner), pair.match.id, D, clock=clock),
        lambda session: withdraw_consent(
            session, who(session, pair.company), pair.match.id, S, reason="too_much", clock=clock
        ),
        lambda session: withdraw_consent(
            session, who(session, pair.owner), pair.match.id, D, reason="not_pursued", clock=clock
        ),
    )
    assert ends.count("done") >= 2 and set(ends) <= {"done", "WrongState"}, ends


def test_a_pair_is_closed_while_a_meeting_is_offered(
    own_sessions: sessionmaker[Session], pair: Recommended, clock: MovableClock
) -> None:
    with own_sessions() as session:
        version = session.get_one(Match, pair.match.id).version
    ends = at_once(
        own_sessions,
        lambda session: close_pair(
            session,
            who(session, pair.staff),
            pair.match.id,
            version,
            reason=ClosingReason.NO_BUDGET,
            note="",
            clock=clock,
        ),
        lambda session: offer_meeting(
            session, who(session, pair.company), pair.match.id, S, make_offer(clock), clock=clock
        ),
    )
    assert ends in (["Conflict", "done"], ["WrongState", "done"], ["done", "done"])
    with own_sessions() as session:
        closed = session.get_one(Match, pair.match.id).state is MatchState.CLOSED
        assert closed or session.scalar(select(func.count(Meeting.id))) == 1


def test_staff_take_a_recommendation_back_while_both_sides_accept(
    own_sessions: sessionmaker[Session], clock: MovableClock
) -> None:
    with transaction(own_sessions) as session:
        pair = make_recommended(session)
    seen = pair.seen

    def accepting(side: Kind) -> Work:
        return lambda session: accept_match(
            session, who(session, pair.on(side)), pair.match.id, side, seen, clock=clock
        )

    ends = at_once(
        own_sessions,
        accepting(D),
        accepting(S),
        lambda session: undo_review(
            session, who(session, pair.staff), pair.match.id, seen.version, clock=clock
        ),
    )
    assert ends.count("done") == 1, ends
    assert set(ends) <= {"done", "Conflict", "NotFound", "WrongState"}


def test_two_reviewers_open_one_pair(own_sessions: sessionmaker[Session], clock: MovableClock) -> None:
    with transaction(own_sessions) as session:
        match, reviewers = make_match(session), [make_account(session, Role.STAFF) for _ in range(4)]
    mine: list[bool] = []

    def holding(reviewer: Account) -> Work:
        def hold(session: Session) -> None:
            held = hold_pair(session, who(session, reviewer), match.id, clock=clock)
            mine.append(held is not None and held.mine)

        return hold

    assert at_once(own_sessions, *map(holding, reviewers)) == ["done"] * 4
    assert sorted(mine) == [False, False, False, True]
    with own_sessions() as session:
        assert session.scalar(select(func.count()).select_from(ReviewClaim)) == 1
