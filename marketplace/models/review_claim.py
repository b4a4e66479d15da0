"""ReviewClaim: who has a pair open to decide it, so that two people never do so at once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, choice


class ClaimPurpose(StrEnum):
    """What the pair is held for: its verdict, or a blind second opinion."""

    VERDICT = "verdict"
    SECOND = "second"


class ReviewClaim(Base):
    """One holder a pair and purpose. It lapses at `expires_at` unless the holder's page renews it."""

    __tablename__ = "review_claims"

    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"), primary_key=True)
    purpose: Mapped[ClaimPurpose] = mapped_column(choice(ClaimPurpose, "purpose"), primary_key=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    holder: Mapped[Account] = relationship()
    claimed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
