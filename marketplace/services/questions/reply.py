"""The side that was asked replies; staff read it first."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Kind, Match, Question, QuestionState, Topic
from marketplace.permissions import Actor
from marketplace.services.answers.giver import Giver
from marketplace.services.answers.lock import lock_own_match
from marketplace.services.answers.own_pairs import across
from marketplace.services.audit.record import change_question_state
from marketplace.services.links.decide import TALKING, open_link
from marketplace.services.notifications.notify import notify_staff
from marketplace.services.ports import Clock
from marketplace.services.questions.lock import begin_question_wait, check_open, check_words


def reply_to(
    session: Session, actor: Actor, match_id: int, side: Kind, question_id: int, text: str, *, clock: Clock
) -> Question:
    """Reply for `side`. Raises NotAllowed, NotFound, WrongState, InvalidInput with field `text`."""
    match = lock_own_match(session, actor, match_id, side)
    return _reply(session, match, side, question_id, text, Giver(actor), clock=clock)


def reply_by_link(session: Session, token: str, question_id: int, text: str, *, clock: Clock) -> Question:
    """Reply for the side of a link, which stays good. Raises NotFound, WrongState, InvalidInput."""
    found = open_link(session, token, clock=clock, closed=TALKING)
    return _reply(
        session, found.match, found.link.side, question_id, text, Giver(link=found.link), clock=clock
    )


def _reply(
    session: Session, match: Match, side: Kind, question_id: int, text: str, giver: Giver, *, clock: Clock
) -> Question:
    question = session.scalar(
        select(Question)
        .where(
            Question.id == question_id,
            Question.match_id == match.id,
            Question.side == across(side),
            Question.relayed_text.is_not(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if question is None:
        raise NotFound("There is no such question.")
    check_open(match)
    text = check_words(text)
    change_question_state(
        session,
        giver.actor,
        question,
        QuestionState.REPLIED,
        "question.reply",
        match_id=match.id,
        **giver.details,
    )
    question.reply = text
    question.reply_return_reason = None
    question.reply_account_id = giver.actor.id if giver.actor is not None else None
    question.reply_link_id = giver.link.id if giver.link is not None else None
    begin_question_wait(question, clock=clock)
    notify_staff(session, Topic.REPLY_TO_RELAY, clock=clock, match=match)
    return question
