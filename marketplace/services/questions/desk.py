"""The questions and replies on the desk of staff, with what in them would tell who wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from marketplace.models import Account, Match, Question, QuestionState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.ports import Clock
from marketplace.services.questions.chase import is_late
from marketplace.services.questions.lock import OPEN
from marketplace.services.questions.scan import Trace, scan_text, split_text

Q = QuestionState
Parts = list[tuple[str, Trace | None]]


@dataclass(frozen=True)
class DeskQuestion:
    """A question with its text, and its reply if there is one, in stretches that name what gives away."""

    question: Question
    text: Parts
    reply: Parts
    open: bool

    @property
    def asked(self) -> bool:
        """Whether the question waits to be passed on."""
        return self.open and self.question.state is Q.ASKED

    @property
    def replied(self) -> bool:
        """Whether the reply waits to be passed on."""
        return self.open and self.question.state is Q.REPLIED

    @property
    def traces(self) -> list[Trace]:
        """What was found in the text that waits, each kind once."""
        waiting = self.reply if self.replied else self.text if self.asked else []
        return list(dict.fromkeys(trace for _, trace in waiting if trace is not None))


def list_waiting(session: Session, actor: Actor) -> list[DeskQuestion]:
    """Everything that waits to be passed on, longest first. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    waiting = (
        select(Question)
        .join(Match, Match.id == Question.match_id)
        .options(joinedload(Question.match))
        .where(Question.state.in_((Q.ASKED, Q.REPLIED)), Match.state.in_(OPEN))
        .order_by(Question.waiting_since, Question.id)
    )
    return _read(session, session.scalars(waiting).all())


def list_unanswered(session: Session, actor: Actor, *, clock: Clock) -> list[DeskQuestion]:
    """Those passed on to a side that has let them lie too long, longest first. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    lying = (
        select(Question)
        .join(Match, Match.id == Question.match_id)
        .options(joinedload(Question.match))
        .where(Question.state == Q.RELAYED, is_late(clock.now()), Match.state.in_(OPEN))
        .order_by(Question.waiting_since, Question.id)
    )
    return _read(session, session.scalars(lying).all())


def list_of_pair(session: Session, actor: Actor, match_id: int) -> list[DeskQuestion]:
    """Every question of a pair, oldest first. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    of_pair = select(Question).where(Question.match_id == match_id).order_by(Question.id)
    return _read(session, session.scalars(of_pair).all())


def _read(session: Session, questions: Sequence[Question]) -> list[DeskQuestion]:
    writers = {
        account.id: account.display_name
        for account in session.scalars(
            select(Account).where(
                Account.id.in_(
                    {key for one in questions for key in (one.account_id, one.reply_account_id) if key}
                )
            )
        )
    }
    return [_desk(question, writers) for question in questions]


def _desk(question: Question, writers: dict[int, str]) -> DeskQuestion:
    match = question.match
    names = [match.demand.organization.name, match.supply.organization.name]
    names += [writers[key] for key in (question.account_id, question.reply_account_id) if key in writers]
    reply = question.reply or ""
    return DeskQuestion(
        question=question,
        text=split_text(question.text, scan_text(question.text, names)),
        reply=split_text(reply, scan_text(reply, names)),
        open=match.state in OPEN,
    )
