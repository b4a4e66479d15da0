"""StoredFile: a file that somebody uploaded, its bytes included; the database is the only place it lies."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, CreatedAt, Id, choice


class FilePurpose(StrEnum):
    """What a file was uploaded for; services/files/readers.py says who may read each."""

    LISTING_ATTACHMENT = "listing_attachment"
    ORGANIZATION_EVIDENCE = "organization_evidence"
    FOLLOWUP = "followup"
    AGREEMENT = "agreement"


class StoredFile(Base):
    """A file as it came, never changed. `media_type` is what its content is, whatever its name says."""

    __tablename__ = "stored_files"

    id: Mapped[Id]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    purpose: Mapped[FilePurpose] = mapped_column(choice(FilePurpose, "purpose"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[CreatedAt]
