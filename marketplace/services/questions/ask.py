"""A side asks the other; staff read it first."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import Kind, Match, Question, QuestionState, Topic
from marketplace.permissions import Actor
from marketplace.services.answers.giver import Giver
from marketplace.services.answers.lock import lock_own_match
from marketplace.services.audit.record import record_event
from marketplace.services.links.decide import TALKING, open_link
from marketplace.services.notifications.notify import notify_staff
from marketplace.services.ports import Clock
from marketplace.services.questions.lock import check_open, check_words

Q = QuestionState
PENDING = (Q.ASKED, Q.RELAYED, Q.REPLIED)
MOST_PENDING = 3
MOST_IN_ALL = 12


def ask_question(
    session: Session, actor: Actor, match_id: int, side: Kind, text: str, *, clock: Clock
) -> Question:
    """Ask for `side`. Raises NotAllowed, NotFound, WrongState, InvalidInput with field `text`."""
    match = lock_own_match(session, actor, match_id, side)
    return _ask(session, match, side, text, Giver(actor), clock=clock)


def ask_by_link(session: Session, token: str, text: str, *, clock: Clock) -> Question:
    """Ask for the side of a link, which stays good. Raises NotFound, WrongState, InvalidInput."""
    found = open_link(session, token, clock=clock, closed=TALKING)
    return _ask(session, found.match, found.link.side, text, Giver(link=found.link), clock=clock)


def _ask(session: Session, match: Match, side: Kind, text: str, giver: Giver, *, clock: Clock) -> Question:
    check_open(match)
    text = check_words(text)
    check_room(session, match, side)
    question = Question(
        match=match,
        side=side,
        state=Q.ASKED,
        text=text,
        account_id=giver.actor.id if giver.actor is not None else None,
        link_id=giver.link.id if giver.link is not None else None,
        waiting_since=clock.now(),
        created_at=clock.now(),
    )
    session.add(question)
    record_event(
        session,
        giver.actor,
        "question.ask",
        question,
        to_state=Q.ASKED.value,
        match_id=match.id,
        side=side.value,
        **giver.details,
    )
    notify_staff(session, Topic.QUESTION_TO_RELAY, clock=clock, match=match)
    return question


def check_room(session: Session, match: Match, side: Kind) -> None:
    """Raise WrongState when the side has asked so much that answers should come first."""
    counted = select(
        func.count(Question.id), func.count(Question.id).filter(Question.state.in_(PENDING))
    ).where(Question.match_id == match.id, Question.side == side)
    asked, pending = session.execute(counted).one()
    if pending >= MOST_PENDING:
        raise WrongState(
            "%(count)s of your questions wait for a reply. Please wait for one before you ask more.",
            count=pending,
        )
    if asked >= MOST_IN_ALL:
        raise WrongState(
            "You have asked as much as can be asked through us. Accept, and you can talk directly."
        )
