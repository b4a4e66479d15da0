"""MailConfirmation: somebody who wants to register must first show that a work mail is theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, Id, Moment
from marketplace.models.encrypted import EncryptedText


class MailConfirmation(Base):
    """A link that was mailed; of its token only a hash is kept. `used_at`: a registration was made by it."""

    __tablename__ = "mail_confirmations"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(EncryptedText)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    def __repr__(self) -> str:
        """Say nothing personal: representations end in logs."""
        return f"<MailConfirmation id={self.id}>"
