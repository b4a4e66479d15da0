"""SecondFactor 两步验证: what somebody shows besides the password, and the codes for when it is lost."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, Id, Moment
from marketplace.models.encrypted import EncryptedText


class Proof(StrEnum):
    """What somebody showed at the second step."""

    AUTHENTICATOR = "authenticator"
    RECOVERY_CODE = "recovery_code"


class SecondFactor(Base):
    """The secret that an authenticator shares with the site (RFC 6238).

    It counts since `confirmed_at`, when a first code showed that the authenticator has it. `last_step` is
    the time step of the last code that was taken; neither it nor an earlier one is taken again.
    """

    __tablename__ = "second_factors"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    secret: Mapped[str] = mapped_column(EncryptedText)
    created_at: Mapped[Moment]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int | None]

    def __repr__(self) -> str:
        """Say nothing secret: representations end in logs."""
        return f"<SecondFactor account_id={self.account_id}>"


class RecoveryCode(Base):
    """A code that stands in for the authenticator once; only a hash is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    code_hash: Mapped[str]
    created_at: Mapped[Moment]
    used_at: Mapped[datetime | None]

    def __repr__(self) -> str:
        """Say nothing secret: representations end in logs."""
        return f"<RecoveryCode id={self.id}>"
