"""Approach: a supplier's interest in a need, or an owner's invitation of a supplier, by its own doing."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.listing import Kind, Listing
from marketplace.models.match import Match
from marketplace.models.organization import Organization


class ApproachState(StrEnum):
    """See transitions.APPROACH for the legal changes."""

    WAITING = "waiting"
    RECOMMENDED = "recommended"
    TURNED_DOWN = "turned_down"


class Approach(Base):
    """Who asked (`side`: supply for an interest, demand for an invitation), for which listing, and why.

    `match_id` is empty while the asker has no listing of its own that fits: then `why_none` says why.
    """

    __tablename__ = "approaches"

    id: Mapped[Id]
    side: Mapped[Kind] = mapped_column(choice(Kind, "side"))
    state: Mapped[ApproachState] = mapped_column(choice(ApproachState, "state"), index=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), index=True)
    listing: Mapped[Listing] = relationship()
    match_id: Mapped[int | None] = mapped_column(ForeignKey("matches.id"), index=True)
    match: Mapped[Match | None] = relationship()
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    organization: Mapped[Organization] = relationship()
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    account: Mapped[Account] = relationship()
    reason: Mapped[str]
    why_none: Mapped[str] = mapped_column(server_default="")
    answer_reason: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt] = mapped_column(index=True)
