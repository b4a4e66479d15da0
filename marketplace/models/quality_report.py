"""QualityReport 撮合质量报告: one evaluation of the matcher against the verdicts of staff."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, CreatedAt, Id


class QualityReport(Base):
    """What was asked for, how far it has come, and what was found: `content` is the report as JSON."""

    __tablename__ = "quality_reports"

    id: Mapped[Id]
    stage: Mapped[str] = mapped_column(server_default="waiting")
    total: Mapped[int] = mapped_column(server_default="0")
    done: Mapped[int] = mapped_column(server_default="0")
    encoder: Mapped[str] = mapped_column(server_default="")
    content: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    error: Mapped[str | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    finished_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
