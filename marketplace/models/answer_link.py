"""AnswerLink: lets the contact of a listing answer for one pair without an account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.listing import Kind
from marketplace.models.match import Match


class AnswerLink(Base):
    """A link that was sent. Only a hash of its token is kept, so nobody can answer from a copy of this table.

    It holds for one side of one pair, as staff recommended it (`review_id`), with both texts as they were,
    and for the organization that the listing belonged to. `used_at`: an answer was given, by it or by another
    link of the same side. `revoked_at`: the listing has another contact since, or a later
    recommendation asked the side anew.
    """

    __tablename__ = "answer_links"
    __table_args__ = (Index("ix_answer_links_match_side", "match_id", "side"),)

    id: Mapped[Id]
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id"))
    match: Mapped[Match] = relationship()
    side: Mapped[Kind] = mapped_column(choice(Kind, "side"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    demand_hash: Mapped[str]
    supply_hash: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]

    def __repr__(self) -> str:
        """Say nothing that opens anything: representations end in logs."""
        return f"<AnswerLink id={self.id} match_id={self.match_id} side={self.side}>"
