"""Submission 送审: one version of a listing handed in for review, what staff said of it field by field."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, Id, choice
from marketplace.models.listing import Listing, ListingVersion


class SubmissionState(StrEnum):
    """See transitions.SUBMISSION for the legal changes."""

    WAITING = "waiting"
    PUBLISHED = "published"
    CHANGES_REQUESTED = "changes_requested"
    REPLACED = "replaced"
    TAKEN_BACK = "taken_back"


class Submission(Base):
    """A version in review. A listing has at most one that waits."""

    __tablename__ = "listing_submissions"

    id: Mapped[Id]
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), index=True)
    listing: Mapped[Listing] = relationship()
    version_id: Mapped[int] = mapped_column(
        ForeignKey("listing_versions.id", ondelete="CASCADE"), unique=True
    )
    version: Mapped[ListingVersion] = relationship()
    state: Mapped[SubmissionState] = mapped_column(choice(SubmissionState, "state"), index=True)
    note: Mapped[str] = mapped_column(server_default="")
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    submitted_by: Mapped[Account | None] = relationship(foreign_keys=[submitted_by_id])
    submitted_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]


class ListingComment(Base):
    """What staff ask to be changed in one field; resolved when the owner hands the listing in again."""

    __tablename__ = "listing_comments"

    id: Mapped[Id]
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("listing_submissions.id", ondelete="CASCADE"), index=True
    )
    field: Mapped[str]
    text: Mapped[str]
    resolved_at: Mapped[datetime | None]


class ListingAttachment(Base):
    """A file that belongs to one version of a listing, in its place among the others."""

    __tablename__ = "listing_attachments"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("listing_versions.id", ondelete="CASCADE"), primary_key=True
    )
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(BigInteger)
