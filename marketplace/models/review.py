"""Review 审核意见: a staff verdict pinned to both texts and to the suggestion that was judged."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, CreatedAt, Id, choice


class Verdict(StrEnum):
    """What staff say of a pair."""

    RECOMMEND = "recommend"
    REJECT = "reject"
    PARK = "park"  # not now: nothing is said of whether the pair fits


class Review(Base):
    """One verdict. Undoing marks it, never deletes it."""

    __tablename__ = "reviews"

    id: Mapped[Id]
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id"), index=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    reviewer: Mapped[Account] = relationship()
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict, "verdict"))
    reason: Mapped[str | None]
    note: Mapped[str] = mapped_column(server_default="")
    until: Mapped[datetime | None]
    demand_hash: Mapped[str]
    supply_hash: Mapped[str]
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id", ondelete="SET NULL"))
    undone_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
