"""A question that lies is reminded of once, then staff are alerted once; a new wait counts anew."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.models import Kind, Mail, MatchState, Notification, QuestionState, Topic
from marketplace.services.questions.chase import chase_questions
from marketplace.services.questions.desk import list_unanswered
from marketplace.services.questions.relay import relay_question
from marketplace.services.questions.reply import reply_to
from tests.doubles import MovableClock
from tests.factories.links import make_question
from tests.factories.recommended import make_recommended

Q = QuestionState


def told(session: Session, topic: Topic) -> int:
    """How many were told of it."""
    session.flush()
    return session.scalar(select(func.count(Notification.id)).where(Notification.topic == topic.value)) or 0


def chase(session: Session, clock: MovableClock) -> tuple[int, int]:
    """Twice at the same moment: the second time does nothing."""
    done = chase_questions(session, clock=clock)
    assert chase_questions(session, clock=clock).reminded == 0
    return done.reminded, done.stalled


def test_the_side_that_owes_a_reply_is_reminded_then_staff_are_alerted(
    session: Session, clock: MovableClock
) -> None:
    pair = make_recommended(session)
    question = make_question(session, pair.match, Kind.SUPPLY, clock)
    clock.move(days=1)
    assert chase(session, clock) == (0, 0)
    clock.move(days=1)
    assert chase(session, clock) == (0, 1), "staff let it lie"
    relay_question(session, pair.staff, question.id, "能部署吗？", clock=clock)
    clock.move(days=2)
    assert chase(session, clock) == (0, 0)
    clock.move(days=1)
    assert chase(session, clock) == (1, 0)
    assert told(session, Topic.QUESTION_WAITS) == 1
    assert list_unanswered(session, pair.staff, clock=clock) == []
    clock.move(days=4)
    assert chase(session, clock) == (0, 1)
    assert [one.question.id for one in list_unanswered(session, pair.staff, clock=clock)] == [question.id]
    assert told(session, Topic.QUESTIONS_STALLED) == 2
    reply_to(session, pair.owner, pair.match.id, Kind.DEMAND, question.id, "能。", clock=clock)
    assert question.reminded_at is None and question.stalled_at is None
    assert list_unanswered(session, pair.staff, clock=clock) == []


def test_who_has_no_account_is_reminded_by_a_new_link(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    pair.owner.active = False
    make_question(session, pair.match, Kind.SUPPLY, clock, Q.RELAYED, relayed_text="能部署吗？")
    clock.move(days=3)
    assert chase(session, clock) == (1, 0)
    session.flush()
    mails = session.scalars(select(Mail).where(Mail.topic == Topic.LINK_QUESTION_WAITS.value)).all()
    assert [mail.listing_id for mail in mails] == [pair.match.demand_id]


@pytest.mark.parametrize("state", [MatchState.INTRODUCED, MatchState.CLOSED, MatchState.DECLINED])
def test_questions_of_pairs_that_are_decided_are_left_alone(
    session: Session, clock: MovableClock, state: MatchState
) -> None:
    pair = make_recommended(session, state)
    make_question(session, pair.match, Kind.SUPPLY, clock, Q.RELAYED, relayed_text="能部署吗？")
    clock.move(days=30)
    assert chase(session, clock) == (0, 0)
