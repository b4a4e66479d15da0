"""Mail 邮件: one message to one reader on its way out, and the contacts that want none."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, Id, Moment, choice
from marketplace.models.encrypted import EncryptedText
from marketplace.models.listing import Listing


class MailKind(StrEnum):
    """How a mail came to be: notifications at once, the day's mail, or a message of its own."""

    AT_ONCE = "at_once"
    DIGEST = "digest"
    DIRECT = "direct"


class MailState(StrEnum):
    """See transitions.MAIL. `uncertain`: broken off while handing over, so perhaps sent and perhaps not.
    `bounced`: the server knows no such reader, so the address is to be corrected before it goes again.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    CAPTURED = "captured"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    BOUNCED = "bounced"
    CANCELLED = "cancelled"


class Mail(Base):
    """A message to an account, to a listing's contact, or to an address that has no account yet.

    An account's and a contact's address are looked up when the mail is sent and never kept here.
    `details` fill the words of `topic`; `link` is what a direct mail leads to. What is written first
    (`subject`, `body`, `html`) and the `message_id` stay the same through every other. `claimed_at` and
    `attempts` name the try; `handed_over_at` is written before the text leaves, so that a try broken off
    earlier may be repeated and one broken off later may not. `queued_at`: when it was last asked to be sent,
    by whoever made it or by staff who send it again; it is tried for three days from then.
    """

    __tablename__ = "mails"
    __table_args__ = (
        CheckConstraint("num_nonnulls(account_id, listing_id, address) = 1", name="one_reader"),
        UniqueConstraint("account_id", "digest_day"),
        Index("ix_mails_state", "state", "next_try_at"),
    )

    id: Mapped[Id]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    account: Mapped[Account | None] = relationship()
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), index=True)
    listing: Mapped[Listing | None] = relationship()
    address: Mapped[str | None] = mapped_column(EncryptedText)
    kind: Mapped[MailKind] = mapped_column(choice(MailKind, "kind"))
    digest_day: Mapped[date | None]
    topic: Mapped[str | None]
    match_id: Mapped[int | None] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    link: Mapped[str | None] = mapped_column(EncryptedText)
    language: Mapped[str]
    state: Mapped[MailState] = mapped_column(choice(MailState, "state"))
    message_id: Mapped[str] = mapped_column(unique=True)
    subject: Mapped[str] = mapped_column(server_default="")
    body: Mapped[str | None] = mapped_column(EncryptedText)
    html: Mapped[str | None] = mapped_column(EncryptedText)
    attempts: Mapped[int] = mapped_column(server_default="0")
    queued_at: Mapped[Moment]
    next_try_at: Mapped[Moment]
    claimed_at: Mapped[datetime | None]
    handed_over_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[Moment]

    def __repr__(self) -> str:
        """Say nothing personal: representations end in logs."""
        return f"<Mail id={self.id} state={self.state}>"


class ContactStop(Base):
    """The contact of this listing asked for no more mail."""

    __tablename__ = "contact_stops"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True)
    stopped_at: Mapped[Moment]
