"""Match 对接: one demand–supply pair, whatever proposed it, through its states."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.assignment import Assignment
from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.listing import Listing
from marketplace.models.match_run import Suggestion


class MatchState(StrEnum):
    """See transitions.MATCH for the legal changes."""

    SUGGESTED = "suggested"
    REJECTED = "rejected"
    RECOMMENDED = "recommended"
    ACCEPTED_BY_DEMAND = "accepted_by_demand"
    ACCEPTED_BY_SUPPLY = "accepted_by_supply"
    DECLINED = "declined"
    INTRODUCED = "introduced"
    MEETING = "meeting"
    PILOT = "pilot"
    SIGNED = "signed"
    DELIVERED = "delivered"
    PARKED = "parked"
    CLOSED = "closed"


class Match(Base):
    """A pair. `version` counts changes, so that a stale page cannot overwrite a newer decision.

    `pinned_at`: staff keep the pair in every assignment. `assignment_id`: the assignment that last placed
    the pair, or set it aside if it is parked.
    """

    __tablename__ = "matches"
    __table_args__ = (UniqueConstraint("demand_id", "supply_id"),)

    id: Mapped[Id]
    demand_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), index=True)
    supply_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), index=True)
    demand: Mapped[Listing] = relationship(foreign_keys=[demand_id])
    supply: Mapped[Listing] = relationship(foreign_keys=[supply_id])
    state: Mapped[MatchState] = mapped_column(choice(MatchState, "state"), index=True)
    origin: Mapped[str] = mapped_column(server_default="engine")
    suggestion_id: Mapped[int | None] = mapped_column(
        ForeignKey("suggestions.id", ondelete="SET NULL"), index=True
    )
    suggestion: Mapped[Suggestion | None] = relationship(lazy="joined")
    pinned_at: Mapped[datetime | None]
    pinned_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    assignment_id: Mapped[int | None] = mapped_column(
        ForeignKey("assignments.id", ondelete="SET NULL"), index=True
    )
    assignment: Mapped[Assignment | None] = relationship()
    rejected_until: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())

    __mapper_args__ = {"version_id_col": version}
