"""Staff pass a question or its reply on, edited where it would tell who wrote it, or give it back."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import Question, QuestionState, Topic
from marketplace.permissions import Actor
from marketplace.services.answers.own_pairs import across
from marketplace.services.answers.tell import ask_side
from marketplace.services.audit.record import change_question_state
from marketplace.services.ports import Clock
from marketplace.services.questions.lock import begin_question_wait, check_words, lock_question
from marketplace.services.questions.reasons import check_return_reason

Q = QuestionState
FROM: Mapping[str, QuestionState] = {
    "question.relay": Q.ASKED,
    "question.return": Q.ASKED,
    "question.answer": Q.REPLIED,
    "question.return_reply": Q.REPLIED,
}


def relay_question(session: Session, actor: Actor, question_id: int, text: str, *, clock: Clock) -> Question:
    """Ask the other side in these words; the asker sees what was changed.

    Raises NotAllowed, NotFound, WrongState, InvalidInput with field `text`.
    """
    question = lock_question(session, actor, question_id)
    text = check_words(text)
    _move(session, actor, question, Q.RELAYED, "question.relay", clock, edited=text != question.text)
    question.relayed_text = text
    ask_side(session, question.match, across(question.side), Topic.QUESTION_FOR_YOU, clock=clock)
    return question


def return_question(
    session: Session, actor: Actor, question_id: int, reason: str, *, clock: Clock
) -> Question:
    """Give the question back with a reason; the asker may ask anew.

    Raises NotAllowed, NotFound, WrongState, InvalidInput with field `reason`.
    """
    question = lock_question(session, actor, question_id)
    chosen = check_return_reason(reason)
    _move(session, actor, question, Q.RETURNED, "question.return", clock, reason=chosen.value)
    question.return_reason = chosen.value
    ask_side(session, question.match, question.side, Topic.QUESTION_RETURNED, clock=clock)
    return question


def relay_reply(session: Session, actor: Actor, question_id: int, text: str, *, clock: Clock) -> Question:
    """Give the asker the reply in these words; its writer sees what was changed.

    Raises NotAllowed, NotFound, WrongState, InvalidInput with field `text`.
    """
    question = lock_question(session, actor, question_id)
    text = check_words(text)
    _move(session, actor, question, Q.ANSWERED, "question.answer", clock, edited=text != question.reply)
    question.relayed_reply = text
    ask_side(session, question.match, question.side, Topic.QUESTION_ANSWERED, clock=clock)
    return question


def return_reply(session: Session, actor: Actor, question_id: int, reason: str, *, clock: Clock) -> Question:
    """Ask the other side for another reply, saying why.

    Raises NotAllowed, NotFound, WrongState, InvalidInput with field `reason`.
    """
    question = lock_question(session, actor, question_id)
    chosen = check_return_reason(reason)
    _move(session, actor, question, Q.RELAYED, "question.return_reply", clock, reason=chosen.value)
    question.reply_return_reason = chosen.value
    ask_side(session, question.match, across(question.side), Topic.QUESTION_FOR_YOU, clock=clock)
    return question


def _move(
    session: Session,
    actor: Actor,
    question: Question,
    new: QuestionState,
    action: str,
    clock: Clock,
    **details: str | bool,
) -> None:
    """Change the state, only from the one the verb belongs to: two of them lead to RELAYED."""
    if question.state is not FROM[action]:
        raise WrongState("Somebody has dealt with this question already. Here is how it stands now.")
    change_question_state(session, actor, question, new, action, match_id=question.match_id, **details)
    begin_question_wait(question, clock=clock)
