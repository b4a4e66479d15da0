"""Pilot 试点: where and how long the two sides try it out, what they measure, and what they found."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.base import Base, CreatedAt, Id
from marketplace.models.match import Match


class Pilot(Base):
    """The pilot of a pair. `measures` were agreed beforehand; `result` is empty until it has ended."""

    __tablename__ = "pilots"

    id: Mapped[Id]
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id"), unique=True)
    match: Mapped[Match] = relationship()
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[str]
    measures: Mapped[str]
    result: Mapped[str] = mapped_column(server_default="")
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[CreatedAt]

    __mapper_args__ = {"version_id_col": version}
