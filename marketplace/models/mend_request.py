"""MendRequest: what reviewers ask the owner of a listing to mend in its text."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, CreatedAt, Id
from marketplace.models.listing import Listing


class MendRequest(Base):
    """Open until a newer text of the listing is published, or staff close it."""

    __tablename__ = "mend_requests"

    id: Mapped[Id]
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), index=True)
    listing: Mapped[Listing] = relationship()
    match_id: Mapped[int | None] = mapped_column(ForeignKey("matches.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    content_hash: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    asked_by: Mapped[Account] = relationship(foreign_keys=[asked_by_id])
    created_at: Mapped[CreatedAt]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    closed_at: Mapped[datetime | None]
