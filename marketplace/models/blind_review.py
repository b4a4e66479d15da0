"""BlindReview: a second opinion on a pair by somebody who does not know the first, and its settlement."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.match import Match
from marketplace.models.review import Review, Verdict


class BlindReview(Base):
    """Asked for with the first verdict (`review`), pinned to the same texts.

    `verdict` is the second reviewer's; where the two differ, a third person's `settled_verdict` stands.
    """

    __tablename__ = "blind_reviews"

    id: Mapped[Id]
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), unique=True)
    review: Mapped[Review] = relationship()
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id"), index=True)
    match: Mapped[Match] = relationship()
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    reviewer: Mapped[Account | None] = relationship(foreign_keys=[reviewer_id])
    verdict: Mapped[Verdict | None] = mapped_column(choice(Verdict, "verdict"))
    reason: Mapped[str | None]
    note: Mapped[str] = mapped_column(server_default="")
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    settled_by: Mapped[Account | None] = relationship(foreign_keys=[settled_by_id])
    settled_verdict: Mapped[Verdict | None] = mapped_column(choice(Verdict, "settled_verdict"))
    settlement: Mapped[str] = mapped_column(server_default="")
    settled_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
