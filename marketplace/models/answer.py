"""Answer: what one side of a recommended pair decided."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.listing import Kind


class Answer(Base):
    """Accept or decline (with a coded reason) by the demand or the supply side; one current answer a side."""

    __tablename__ = "answers"
    __table_args__ = (
        Index(
            "uq_answers_current", "match_id", "side", unique=True, postgresql_where=text("revoked_at IS NULL")
        ),
    )

    id: Mapped[Id]
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id"), index=True)
    side: Mapped[Kind] = mapped_column(choice(Kind, "side"))
    accepted: Mapped[bool]
    reason: Mapped[str | None]
    note: Mapped[str] = mapped_column(server_default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    account: Mapped[Account] = relationship()
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
