"""Answer: what one side of a recommended pair decided."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.answer_link import AnswerLink
from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.encrypted import EncryptedText
from marketplace.models.listing import Kind


class Answer(Base):
    """Accept or decline (with a coded reason) by the demand or the supply side; one current answer a side.

    Given by an account, or by a link, whose user said their name in `given_by`.
    """

    __tablename__ = "answers"
    __table_args__ = (
        Index(
            "uq_answers_current", "match_id", "side", unique=True, postgresql_where=text("revoked_at IS NULL")
        ),
        CheckConstraint("(account_id IS NULL) <> (link_id IS NULL)", name="given_one_way"),
    )

    id: Mapped[Id]
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id"), index=True)
    side: Mapped[Kind] = mapped_column(choice(Kind, "side"))
    accepted: Mapped[bool]
    reason: Mapped[str | None]
    note: Mapped[str] = mapped_column(server_default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    account: Mapped[Account | None] = relationship()
    link_id: Mapped[int | None] = mapped_column(ForeignKey("answer_links.id"), index=True)
    link: Mapped[AnswerLink | None] = relationship()
    given_by: Mapped[str | None] = mapped_column(EncryptedText())
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]

    @property
    def organization_id(self) -> int | None:
        """The organization that gave it."""
        if self.link is not None:
            return self.link.organization_id
        return self.account.organization_id if self.account is not None else None
