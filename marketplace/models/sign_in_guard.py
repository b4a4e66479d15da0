"""SignInGuard: how often somebody failed to prove who they are, and until when nothing more is tried."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, Moment


class SignInGuard(Base):
    """Failures since the last success. `key` is a hash that names an account or an address to nobody.

    It stands in the database, so that every worker counts the same.
    """

    __tablename__ = "sign_in_guards"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_failed_at: Mapped[Moment] = mapped_column(index=True)
    locked_until: Mapped[datetime | None]
