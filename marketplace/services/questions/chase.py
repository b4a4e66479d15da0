"""Remind the side that owes a reply, and alert staff of questions that nobody moves: once each in a wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from marketplace.models import Match, Question, QuestionState, Topic
from marketplace.services.answers.own_pairs import across
from marketplace.services.answers.tell import ask_side
from marketplace.services.audit.record import record_event
from marketplace.services.followups.steps import RELAY_AFTER, REPLY_ALERT_AFTER, REPLY_REMIND_AFTER
from marketplace.services.notifications.notify import notify_staff
from marketplace.services.ports import Clock
from marketplace.services.questions.lock import OPEN

Q = QuestionState
AT_ONCE = 500


@dataclass(frozen=True)
class ChasedQuestions:
    """How many sides were reminded, how many questions staff were alerted of, and whether more may be due."""

    reminded: int
    stalled: int
    more: bool


def chase_questions(session: Session, *, clock: Clock) -> ChasedQuestions:
    """One batch. Running it again at the same moment changes nothing: each row says what was done."""
    now = clock.now()
    late = _due(session, Question.stalled_at.is_(None), is_late(now))
    for question in late:
        question.stalled_at = now
        waited = (now - question.waiting_since).days
        record_event(session, None, "question.stall", question, match_id=question.match_id, waited=waited)
    if late:
        notify_staff(session, Topic.QUESTIONS_STALLED, clock=clock, count=len(late))
    unanswered = and_(Question.state == Q.RELAYED, Question.waiting_since <= now - REPLY_REMIND_AFTER)
    slow = _due(session, Question.reminded_at.is_(None) & Question.stalled_at.is_(None), unanswered)
    for question in slow:
        question.reminded_at = now
        ask_side(session, question.match, across(question.side), Topic.QUESTION_WAITS, clock=clock)
        record_event(session, None, "question.remind", question, match_id=question.match_id)
    return ChasedQuestions(len(slow), len(late), AT_ONCE in (len(late), len(slow)))


def is_late(now: datetime) -> ColumnElement[bool]:
    """Whether a question has waited longer than staff or the side that was asked may take."""
    return or_(
        and_(Question.state.in_((Q.ASKED, Q.REPLIED)), Question.waiting_since <= now - RELAY_AFTER),
        and_(Question.state == Q.RELAYED, Question.waiting_since <= now - REPLY_ALERT_AFTER),
    )


def _due(session: Session, which: ColumnElement[bool], condition: ColumnElement[bool]) -> Sequence[Question]:
    """Questions of pairs still open, locked; those that somebody else holds come later."""
    return session.scalars(
        select(Question)
        .join(Match, Match.id == Question.match_id)
        .where(which, condition, Match.state.in_(OPEN))
        .order_by(Question.id)
        .limit(AT_ONCE)
        .with_for_update(of=Question, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
