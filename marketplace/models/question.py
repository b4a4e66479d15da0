"""Question: what one side of a pair asks the other, passed on by staff, and what comes back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.listing import Kind
from marketplace.models.match import Match


class QuestionState(StrEnum):
    """See transitions.QUESTION for the legal changes."""

    ASKED = "asked"
    RETURNED = "returned"
    RELAYED = "relayed"
    REPLIED = "replied"
    ANSWERED = "answered"


class Question(Base):
    """A question of `side` and its reply, each as written and as staff passed it on.

    Until the introduction each side knows only that the other wrote, never which person. `waiting_since`:
    when whoever must act now (staff or the other side) came to be waited for; `reminded_at` and `stalled_at`
    belong to that wait.
    """

    __tablename__ = "questions"

    id: Mapped[Id]
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id"), index=True)
    match: Mapped[Match] = relationship()
    side: Mapped[Kind] = mapped_column(choice(Kind, "side"))
    state: Mapped[QuestionState] = mapped_column(choice(QuestionState, "state"), index=True)
    text: Mapped[str]
    relayed_text: Mapped[str | None]
    return_reason: Mapped[str | None]
    reply: Mapped[str | None]
    relayed_reply: Mapped[str | None]
    reply_return_reason: Mapped[str | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("answer_links.id"), index=True)
    reply_account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    reply_link_id: Mapped[int | None] = mapped_column(ForeignKey("answer_links.id"), index=True)
    waiting_since: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    stalled_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
