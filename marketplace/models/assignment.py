"""Assignment 全局分配: one way to share out a list's pairs under caps, previewed, applied or taken back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.opportunity_list import OpportunityList


class AssignmentState(StrEnum):
    """See transitions.ASSIGNMENT for the legal changes."""

    PREPARING = "preparing"
    PREVIEWED = "previewed"
    APPLIED = "applied"
    UNDONE = "undone"
    REPLACED = "replaced"
    DISCARDED = "discarded"
    FAILED = "failed"


class Assignment(Base):
    """Caps and floor chosen for a list, what they trade (`report`), and the run that holds its pairs.

    A cap of None is no cap. `basis` names the state of things it was worked out on.
    """

    __tablename__ = "assignments"

    id: Mapped[Id]
    opportunity_list_id: Mapped[int] = mapped_column(
        ForeignKey("opportunity_lists.id", ondelete="CASCADE"), index=True
    )
    opportunity_list: Mapped[OpportunityList] = relationship()
    state: Mapped[AssignmentState] = mapped_column(choice(AssignmentState, "state"), index=True)
    supplier_cap: Mapped[int | None]
    organization_cap: Mapped[int | None]
    per_demand: Mapped[int]
    floor: Mapped[int]
    report: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    basis: Mapped[str] = mapped_column(server_default="")
    error: Mapped[str | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("match_runs.id", ondelete="SET NULL"), index=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_by: Mapped[Account | None] = relationship()
    created_at: Mapped[CreatedAt]
    finished_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]
