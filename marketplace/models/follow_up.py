"""FollowUp 跟进: what happened between two introduced sides, and what is to happen next."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.listing import Kind
from marketplace.models.match import Match, Party
from marketplace.models.stored_file import StoredFile


class Visibility(StrEnum):
    """Who reads an entry besides its writer's colleagues."""

    OWN_SIDE = "own_side"
    BOTH = "both"
    STAFF = "staff"


class FollowUpKind(StrEnum):
    """What an entry tells of; all but NOTE are written by the step itself."""

    NOTE = "note"
    MEETING_OFFERED = "meeting_offered"
    MEETING_COUNTERED = "meeting_countered"
    MEETING_AGREED = "meeting_agreed"
    MEETING_CANCELLED = "meeting_cancelled"
    MEETING_HELD = "meeting_held"
    MEETING_NOT_HELD = "meeting_not_held"
    PILOT_BEGUN = "pilot_begun"
    PILOT_CHANGED = "pilot_changed"
    PILOT_ENDED = "pilot_ended"
    OUTCOME_CLAIMED = "outcome_claimed"
    OUTCOME_CONFIRMED = "outcome_confirmed"
    OUTCOME_DISPUTED = "outcome_disputed"
    OUTCOME_WITHDRAWN = "outcome_withdrawn"
    OUTCOME_REFUSED = "outcome_refused"
    REMINDED = "reminded"
    PARKED = "parked"
    CLOSED = "closed"
    REOPENED = "reopened"


follow_up_files = Table(
    "follow_up_files",
    Base.metadata,
    Column("follow_up_id", ForeignKey("follow_ups.id", ondelete="CASCADE"), primary_key=True),
    Column("file_id", ForeignKey("stored_files.id"), primary_key=True, index=True),
)


class FollowUp(Base):
    """One entry of a pair's timeline. `side`: on whose behalf it was written, None for staff.

    `facts` are what the step's sentence needs (date, place, stage, amount), never a personal contact.
    `next_step`, `acts_next` and `due_on` belong together; `done_at`: the next step is done.
    """

    __tablename__ = "follow_ups"
    __table_args__ = (Index("ix_follow_ups_match", "match_id", "happened_on"),)

    id: Mapped[Id]
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id"))
    match: Mapped[Match] = relationship()
    kind: Mapped[FollowUpKind] = mapped_column(choice(FollowUpKind, "kind"))
    side: Mapped[Kind | None] = mapped_column(choice(Kind, "side"))
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility, "visibility"))
    happened_on: Mapped[date]
    text: Mapped[str] = mapped_column(server_default="")
    facts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    next_step: Mapped[str] = mapped_column(server_default="")
    acts_next: Mapped[Party | None] = mapped_column(choice(Party, "acts_next"))
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    account: Mapped[Account | None] = relationship()
    files: Mapped[list[StoredFile]] = relationship(secondary=follow_up_files, order_by=StoredFile.id)
    created_at: Mapped[CreatedAt]
