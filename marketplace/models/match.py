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


class Party(StrEnum):
    """Whom a pair may wait for."""

    DEMAND = "demand"
    SUPPLY = "supply"
    BOTH = "both"
    STAFF = "staff"


class Match(Base):
    """A pair. `version` counts changes, so that a stale page cannot overwrite a newer decision.

    `waiting_since`: the last step or sign of life; with `waits_until`, nobody is late before that moment.
    `waits_for`: who must answer an open question; None: whoever the state's rule names (followups.steps).
    `reminded_at` and `stalled_at` belong to the present wait. `resumes_at`: where a parked or closed pair
    stood; `closed_reason`: the code staff closed it with. All are kept by services/audit/record.py.
    `rejected_until`, `parked_until`: when it comes back by itself; None: it does not.
    `suggested_at` to `delivered_at`: when it reached each step of its present way; kept by
    services/audit/moments.py.
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
    parked_until: Mapped[datetime | None]
    waiting_since: Mapped[datetime] = mapped_column(server_default=func.now())
    waits_until: Mapped[datetime | None]
    waits_for: Mapped[Party | None] = mapped_column(choice(Party, "waits_for"))
    reminded_at: Mapped[datetime | None]
    stalled_at: Mapped[datetime | None] = mapped_column(index=True)
    resumes_at: Mapped[MatchState | None] = mapped_column(choice(MatchState, "resumes_at"))
    closed_reason: Mapped[str | None]
    suggested_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    recommended_at: Mapped[datetime | None]
    half_accepted_at: Mapped[datetime | None]
    introduced_at: Mapped[datetime | None]
    meeting_at: Mapped[datetime | None]
    pilot_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())

    __mapper_args__ = {"version_id_col": version}

    @property
    def within_one(self) -> bool:
        """Whether both sides belong to one organization by now: such a pair has nothing left to decide."""
        return self.demand.organization_id == self.supply.organization_id
