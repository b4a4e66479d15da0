"""FindingSetAside: a finding about the clarity of a need that its writer says is wrong."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base


class FindingSetAside(Base):
    """It holds for the one finding: for the same aspect, reason and sentence, as hashed in `finding`."""

    __tablename__ = "findings_set_aside"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True)
    finding: Mapped[str] = mapped_column(primary_key=True)
    aspect: Mapped[str]
    set_aside_at: Mapped[datetime]
