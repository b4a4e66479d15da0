"""ListingDraft: what somebody is typing for a listing, as it was typed, and the files to go with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base
from marketplace.models.encrypted import EncryptedText


class ListingDraft(Base):
    """The one working text of a listing. `version` counts the savings, so that two windows cannot silently
    overwrite each other; `base_number` is the version it was begun from (0: none).
    """

    __tablename__ = "listing_drafts"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True)
    base_number: Mapped[int] = mapped_column(server_default="0")
    fields: Mapped[dict[str, Any]]
    contact: Mapped[str] = mapped_column(EncryptedText)
    attachment_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    version: Mapped[int] = mapped_column(server_default="1")
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    saved_at: Mapped[datetime]

    def __repr__(self) -> str:
        """Say nothing personal: representations end in logs."""
        return f"<ListingDraft listing_id={self.listing_id}>"
