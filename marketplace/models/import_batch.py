"""ImportBatch: an uploaded file on its way from reading over preview to all-or-nothing application."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.encrypted import EncryptedBytes


class ImportState(StrEnum):
    """See transitions.IMPORT for the legal changes."""

    READING = "reading"
    PREVIEWED = "previewed"
    REFUSED = "refused"
    APPLYING = "applying"
    APPLIED = "applied"
    FAILED = "failed"
    DISCARDED = "discarded"


class ImportBatch(Base):
    """The file as uploaded, the rows read from it, the problems found and the progress of the work.

    `account_id`: who uploaded it; `approved_by_id`: who last had it applied. None for the system itself.
    """

    __tablename__ = "import_batches"

    id: Mapped[Id]
    filename: Mapped[str]
    content: Mapped[bytes] = mapped_column(EncryptedBytes, deferred=True)
    state: Mapped[ImportState] = mapped_column(choice(ImportState, "state"), index=True)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]", deferred=True)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    summary: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    total: Mapped[int] = mapped_column(server_default="0")
    done: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    finished_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
