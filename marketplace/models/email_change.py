"""EmailChange: somebody wants another e-mail address and must first show that it is theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, Id, Moment
from marketplace.models.encrypted import EncryptedText


class EmailChange(Base):
    """A link that was mailed to the new address; of its token only a hash is kept."""

    __tablename__ = "email_changes"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(EncryptedText)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    def __repr__(self) -> str:
        """Say nothing personal: representations end in logs."""
        return f"<EmailChange id={self.id}>"
