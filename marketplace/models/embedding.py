"""Embeddings as rows: the truth from which FAISS indexes are built and rebuilt."""

from __future__ import annotations

from typing import Any

from pgvector.sqlalchemy import Vector
from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, CreatedAt


class Embedding(Base):
    """The vector of one text under one model, keyed by the hash of what was encoded.

    `role` is "query" (a demand as asked) or "passage" (a listing as found): E5-like models encode them apart.
    """

    __tablename__ = "embeddings"
    __table_args__ = (CheckConstraint("role IN ('query', 'passage')", name="role"),)

    model: Mapped[str] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    vector: Mapped[Any] = mapped_column(Vector())
    created_at: Mapped[CreatedAt]
