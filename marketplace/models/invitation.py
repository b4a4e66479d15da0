"""Invitation 邀请: one colleague asked by mail to join an organization, by a link that works once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account, Role
from marketplace.models.base import Base, Id, Moment, choice
from marketplace.models.encrypted import EncryptedText
from marketplace.models.organization import Organization


class InvitationState(StrEnum):
    """What became of it. Whether a sent one has expired is a matter of the clock."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REVOKED = "revoked"


class Invitation(Base):
    """An invitation, into an organization or, sent by an administrator, into none.

    Of its link only a hash is kept; sending it again makes the earlier link worthless.
    """

    __tablename__ = "invitations"

    id: Mapped[Id]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    organization: Mapped[Organization | None] = relationship(lazy="joined")
    display_name: Mapped[str]
    email: Mapped[str] = mapped_column(EncryptedText)
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    is_manager: Mapped[bool] = mapped_column(default=False, server_default="false")
    state: Mapped[InvitationState] = mapped_column(
        choice(InvitationState, "state"), default=InvitationState.SENT, server_default="sent"
    )
    token_hash: Mapped[str] = mapped_column(unique=True)
    times_sent: Mapped[int] = mapped_column(server_default="1", default=1)
    sent_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    invited_by: Mapped[Account] = relationship(foreign_keys=[invited_by_id])
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    settled_at: Mapped[datetime | None]

    def __repr__(self) -> str:
        """Say nothing personal: representations end in logs."""
        return f"<Invitation id={self.id} state={self.state}>"
