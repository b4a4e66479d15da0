"""MatchRun 撮合运行 and the suggestions it stored, so that staff can replay what they judged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, CreatedAt, Id


class MatchRun(Base):
    """One run of the engine: with which model, over which data, under which settings, how far it came."""

    __tablename__ = "match_runs"

    id: Mapped[Id]
    reason: Mapped[str]
    model: Mapped[str] = mapped_column(server_default="")
    data_version: Mapped[str] = mapped_column(server_default="")
    settings: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    # What was learned from verdicts and ranked this run; None: the weights as shipped.
    matcher_version_id: Mapped[int | None] = mapped_column(ForeignKey("matcher_versions.id"))
    total: Mapped[int] = mapped_column(server_default="0")
    done: Mapped[int] = mapped_column(server_default="0")
    stage: Mapped[str] = mapped_column(server_default="waiting")
    error: Mapped[str | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class Suggestion(Base):
    """One ranked pair of one run: score, its parts, shared words, reasons (codes with values)."""

    __tablename__ = "suggestions"
    __table_args__ = (UniqueConstraint("run_id", "demand_id", "supply_id"),)

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(ForeignKey("match_runs.id", ondelete="CASCADE"), index=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), index=True)
    supply_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), index=True)
    demand_hash: Mapped[str]
    supply_hash: Mapped[str]
    rank: Mapped[int]
    score: Mapped[float]
    probability: Mapped[float | None]
    parts: Mapped[list[dict[str, Any]]]
    shared_terms: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    reasons: Mapped[list[dict[str, Any]]]
    created_at: Mapped[CreatedAt]


class Serving(Base):
    """Whether the latest run found anything that fits a demand."""

    __tablename__ = "servings"

    demand_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("match_runs.id", ondelete="CASCADE"), index=True)
    served: Mapped[bool]
    best_score: Mapped[float | None]
    pool_size: Mapped[int]
    created_at: Mapped[CreatedAt]
