"""PasswordReset: a mailed link by which somebody who forgot the password chooses a new one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, Id, Moment


class PasswordReset(Base):
    """A link that was mailed; of its token only a hash is kept. Once `used_at` is set it opens nothing."""

    __tablename__ = "password_resets"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    account: Mapped[Account] = relationship()
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
