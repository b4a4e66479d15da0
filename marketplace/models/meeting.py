"""Meeting 洽谈: times offered by one side, one of them picked by the other."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.listing import Kind
from marketplace.models.match import Match


class MeetingState(StrEnum):
    """See transitions.MEETING for the legal changes."""

    OFFERED = "offered"
    AGREED = "agreed"
    HELD = "held"
    NOT_HELD = "not_held"
    CANCELLED = "cancelled"


class Meeting(Base):
    """One meeting, whatever becomes of it; a pair has at most one that is still ahead.

    `uid` and `sequence` are those of its calendar entry (RFC 5545): the same uid for good, the sequence one
    higher with every change, so that calendars replace what they hold. `offered_by` made the present offer.
    `starts_at`: the time agreed last, the one that stands in calendars; it holds while the meeting is agreed,
    and no longer once other times are offered or the meeting is called off.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        Index(
            "uq_meetings_ahead",
            "match_id",
            unique=True,
            postgresql_where=text("state IN ('offered', 'agreed')"),
        ),
    )

    id: Mapped[Id]
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id"), index=True)
    match: Mapped[Match] = relationship()
    state: Mapped[MeetingState] = mapped_column(choice(MeetingState, "state"))
    offered_by: Mapped[Kind] = mapped_column(choice(Kind, "offered_by"))
    subject: Mapped[str]
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(server_default="")
    link: Mapped[str] = mapped_column(server_default="")
    starts_at: Mapped[datetime | None]
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(server_default="0")
    version: Mapped[int] = mapped_column(server_default="1")
    slots: Mapped[list[MeetingSlot]] = relationship(
        order_by="MeetingSlot.starts_at", cascade="all, delete-orphan"
    )
    created_at: Mapped[CreatedAt]
    changed_at: Mapped[CreatedAt]

    __mapper_args__ = {"version_id_col": version}


class MeetingSlot(Base):
    """A time that was offered."""

    __tablename__ = "meeting_slots"
    __table_args__ = (UniqueConstraint("meeting_id", "starts_at"),)

    id: Mapped[Id]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
