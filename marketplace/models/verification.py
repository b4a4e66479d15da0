"""Verification 核验: one request of an organization to be verified, and what staff decided about it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, Id, Moment, choice
from marketplace.models.organization import Organization


class VerificationDecision(StrEnum):
    """What staff may say to a request."""

    APPROVED = "approved"
    MORE_ASKED = "more_asked"
    REFUSED = "refused"


class Verification(Base):
    """A request and its decision. `note` is the applicant's, `answer` what staff wrote back."""

    __tablename__ = "verifications"

    id: Mapped[Id]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    organization: Mapped[Organization] = relationship(lazy="joined")
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    submitted_by: Mapped[Account] = relationship(foreign_keys=[submitted_by_id])
    submitted_at: Mapped[Moment]
    note: Mapped[str] = mapped_column(server_default="", default="")
    decision: Mapped[VerificationDecision | None] = mapped_column(choice(VerificationDecision, "decision"))
    reason: Mapped[str] = mapped_column(server_default="", default="")
    answer: Mapped[str] = mapped_column(server_default="", default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
