"""AuditLink: an event's place in the hash chain. Written by the database when a transaction commits."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base

BEGINNING = "0" * 64
"""What the first event of all is chained to."""


class AuditLink(Base):
    """`hash` is that of the previous link's hash, a newline and the event's text (audit_event_text)."""

    __tablename__ = "audit_chain"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("audit_events.id"), unique=True)
    previous: Mapped[str]
    hash: Mapped[str]
