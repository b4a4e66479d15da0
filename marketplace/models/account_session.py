"""AccountSession 登录会话: one browser in which an account is signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, Id, Moment


class AccountSession(Base):
    """What the site knows of a session; of the token in the browser's cookie only a hash is kept.

    It counts as long as `session_key` is still the account's. `address` is shortened to a neighbourhood.
    """

    __tablename__ = "account_sessions"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    session_key: Mapped[str]
    created_at: Mapped[Moment]
    seen_at: Mapped[Moment] = mapped_column(index=True)
    address: Mapped[str]
    browser: Mapped[str]
    system: Mapped[str]
    revoked_at: Mapped[datetime | None]

    def __repr__(self) -> str:
        """Say nothing personal: representations end in logs."""
        return f"<AccountSession id={self.id}>"
