"""The questions of a pair as one of its sides reads them: what was passed on, never who wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Kind, Match, Question, QuestionState
from marketplace.services.questions.lock import OPEN

Q = QuestionState


class Waits(StrEnum):
    """Whom a question waits for, seen from one side."""

    STAFF = "staff"
    THEM = "them"
    US = "us"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Exchange:
    """One question from one side. `text` and `reply` are what this side may read, None: nothing yet.

    `changed_to`: how staff worded this side's own text when they passed it on, None: as it was written.
    `returned`: the code with which staff gave this side's own text back.
    """

    id: int
    ours: bool
    text: str
    reply: str | None
    changed_to: str | None
    returned: str | None
    waits: Waits
    since: datetime
    asked_at: datetime


def read_thread(session: Session, match: Match, side: Kind) -> list[Exchange]:
    """Oldest first. What the other side wrote is there once staff have passed it on."""
    questions: Sequence[Question] = session.scalars(
        select(Question).where(Question.match_id == match.id).order_by(Question.id)
    ).all()
    is_open = match.state in OPEN
    return [
        _own(question, is_open=is_open) if question.side is side else _theirs(question, is_open=is_open)
        for question in questions
        if question.side is side or question.relayed_text is not None
    ]


def _own(question: Question, *, is_open: bool) -> Exchange:
    waits = {Q.ASKED: Waits.STAFF, Q.RELAYED: Waits.THEM, Q.REPLIED: Waits.STAFF}.get(question.state)
    edited = question.relayed_text not in (None, question.text)
    return Exchange(
        id=question.id,
        ours=True,
        text=question.text,
        reply=question.relayed_reply,
        changed_to=question.relayed_text if edited else None,
        returned=question.return_reason,
        waits=waits if waits is not None and is_open else Waits.NOBODY,
        since=question.waiting_since,
        asked_at=question.created_at,
    )


def _theirs(question: Question, *, is_open: bool) -> Exchange:
    waits = {Q.RELAYED: Waits.US, Q.REPLIED: Waits.STAFF}.get(question.state)
    edited = question.relayed_reply not in (None, question.reply)
    return Exchange(
        id=question.id,
        ours=False,
        text=question.relayed_text or "",
        reply=question.reply,
        changed_to=question.relayed_reply if edited else None,
        returned=question.reply_return_reason,
        waits=waits if waits is not None and is_open else Waits.NOBODY,
        since=question.waiting_since,
        asked_at=question.created_at,
    )
