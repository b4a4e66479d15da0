"""MatcherVersion 撮合版本: weights and calibration learned from verdicts, and which are in service."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, CreatedAt, Id, choice


class MatcherVersionState(StrEnum):
    """See transitions.MATCHER_VERSION for the legal changes."""

    CANDIDATE = "candidate"
    ACTIVE = "active"
    RETIRED = "retired"


class MatcherVersion(Base):
    """One learning from verdicts. At most one is active; while none is, the shipped weights are in service.

    `model` names the encoder it belongs to, `basis` the verdicts it was learned from. `figures` say how it
    did on held-out verdicts; `better` whether it may be promoted. `replaced_id` is what was active before
    it, and comes back by a rollback (None: what was shipped).
    """

    __tablename__ = "matcher_versions"
    __table_args__ = (
        Index("uq_matcher_versions_active", "state", unique=True, postgresql_where=text("state = 'active'")),
    )

    id: Mapped[Id]
    state: Mapped[MatcherVersionState] = mapped_column(choice(MatcherVersionState, "state"))
    model: Mapped[str]
    basis: Mapped[str]
    fusion: Mapped[dict[str, Any]]
    calibration: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    figures: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    better: Mapped[bool]
    verdict_count: Mapped[int]
    reason: Mapped[str] = mapped_column(server_default="")
    replaced_id: Mapped[int | None] = mapped_column(ForeignKey("matcher_versions.id"))
    promoted_at: Mapped[datetime | None]
    promoted_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    promoted_by: Mapped[Account | None] = relationship()
    created_at: Mapped[CreatedAt]
