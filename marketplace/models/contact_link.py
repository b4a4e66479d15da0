"""ContactLink: lets a contact without account look at the other side's after the introduction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.listing import Kind
from marketplace.models.match import Match
from marketplace.models.organization import Organization


class ContactLink(Base):
    """A link that was sent after the introduction. Only a hash of its token is kept.

    It holds for one side of one pair, and for the organization that the listing belonged to. `revoked_at`:
    the listing has another contact since.
    """

    __tablename__ = "contact_links"
    __table_args__ = (Index("ix_contact_links_match_side", "match_id", "side"),)

    id: Mapped[Id]
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id"))
    match: Mapped[Match] = relationship()
    side: Mapped[Kind] = mapped_column(choice(Kind, "side"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    organization: Mapped[Organization] = relationship()
    token_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]

    def __repr__(self) -> str:
        """Say nothing that opens anything: representations end in logs."""
        return f"<ContactLink id={self.id} match_id={self.match_id} side={self.side}>"
