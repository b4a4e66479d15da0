"""ProblemKind 问题类型: a kind of problem added on the site, and which kinds each listing brings to mind."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ARRAY, ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.listing import Listing
from marketplace.models.match import Match

# Ids of the kinds that come with the product name their sector; those of the site begin so.
SITE_PREFIX = "site-"


class KindState(StrEnum):
    """See transitions.PROBLEM_KIND for the legal changes."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class KindSource(StrEnum):
    """Who thought of a kind: staff, or the verdict on a pair that no known kind explains."""

    STAFF = "staff"
    VERDICT = "verdict"


class ProblemKind(Base):
    """A kind of problem as matching.knowledge.kinds has it; its texts are mappings of `title` and `summary`.

    `match_id` is the pair whose verdict proposed it. `version` counts changes, so that a stale page cannot
    overwrite a newer text.
    """

    __tablename__ = "problem_kinds"
    __table_args__ = (
        Index(
            "uq_problem_kinds_sector_name",
            "sector",
            "name",
            unique=True,
            postgresql_where=text("state <> 'retired'"),
        ),
    )

    id: Mapped[Id]
    sector: Mapped[str]
    name: Mapped[str]
    problem: Mapped[str] = mapped_column(server_default="")
    demands: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    supplies: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    lookalikes: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    technologies: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    requires: Mapped[dict[str, Any]] = mapped_column(JSONB(), server_default="{}")
    state: Mapped[KindState] = mapped_column(choice(KindState, "state"), index=True)
    source: Mapped[KindSource] = mapped_column(choice(KindSource, "source"))
    match_id: Mapped[int | None] = mapped_column(ForeignKey("matches.id", ondelete="SET NULL"), unique=True)
    match: Mapped[Match | None] = relationship()
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    author: Mapped[Account | None] = relationship()
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())

    __mapper_args__ = {"version_id_col": version}

    @property
    def key(self) -> str:
        """Its id among all kinds, those that come with the product included."""
        return f"{SITE_PREFIX}{self.id}"


class RecalledKind(Base):
    """A kind that a published listing brings to mind, the nearest at `place` 1; written by the engine.

    `similarity` is the cosine to the kind (-1..1), `share` its part of all that the listing recalls (0..1).
    """

    __tablename__ = "recalled_kinds"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True)
    listing: Mapped[Listing] = relationship()
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(index=True)
    similarity: Mapped[float]
    share: Mapped[float]
