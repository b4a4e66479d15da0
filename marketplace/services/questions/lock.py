"""Take a question for a change, and check what is written in it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound, WrongState
from marketplace.models import Match, MatchState, Question
from marketplace.permissions import Actor, Permission, require
from marketplace.services.lock_match import lock_match
from marketplace.services.ports import Clock
from marketplace.services.reviews.interest import require_no_interest

LONGEST = 500
# Before, nobody has been asked; afterwards the two talk to each other.
OPEN = frozenset({MatchState.RECOMMENDED, MatchState.ACCEPTED_BY_DEMAND, MatchState.ACCEPTED_BY_SUPPLY})


def lock_question(session: Session, actor: Actor, question_id: int) -> Question:
    """A question for staff to decide about, locked with its pair. Raises NotAllowed, NotFound, WrongState."""
    require(actor, Permission.REVIEW_MATCHES)
    pair = select(Question.match_id).where(Question.id == question_id).scalar_subquery()
    lock_match(session, pair)  # first, as whoever answers does: else the two would wait for each other
    question = session.scalar(
        select(Question)
        .where(Question.id == question_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if question is None:
        raise NotFound("There is no such question.")
    require_no_interest(actor, question.match)
    check_open(question.match)
    return question


def check_open(match: Match) -> None:
    """Raise WrongState unless the sides are still deciding."""
    if match.state not in OPEN:
        raise WrongState("This pair is no longer waiting for answers, so nothing can be asked through us.")


def check_words(text: str, field: str = "text") -> str:
    """The words without surrounding space. Raises InvalidInput when there are none or too many."""
    text = text.strip()
    if not text or "\x00" in text:
        raise InvalidInput("Write what the other side is to read.", field=field)
    if len(text) > LONGEST:
        raise InvalidInput("At most %(most)s characters.", field=field, most=LONGEST)
    return text


def begin_question_wait(question: Question, *, clock: Clock) -> None:
    """Somebody else must act from now on: remind and alert anew."""
    question.waiting_since = clock.now()
    question.reminded_at = question.stalled_at = None
