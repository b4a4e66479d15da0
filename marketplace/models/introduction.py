"""Introduction 引荐 (contacts released after both sides agree) and Disclosure 披露记录 (who saw whose)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.answer import Answer
from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.contact_link import ContactLink
from marketplace.models.listing import Kind
from marketplace.models.organization import Organization


class Introduction(Base):
    """Made when both sides have accepted; names the two answers that are the consents."""

    __tablename__ = "introductions"

    id: Mapped[Id]
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id"), unique=True)
    demand_answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"))
    supply_answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"))
    created_at: Mapped[CreatedAt]


class Disclosure(Base):
    """One reveal: who saw that listing's contact, in this version of it, under this consent.

    Seen with an account, or by a link that the contact of the other listing was mailed; never both.
    """

    __tablename__ = "disclosures"
    __table_args__ = (
        Index("ix_disclosures_viewer", "account_id", "listing_id"),
        CheckConstraint("(account_id IS NULL) <> (contact_link_id IS NULL)", name="seen_one_way"),
    )

    id: Mapped[Id]
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introductions.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    account: Mapped[Account | None] = relationship()
    contact_link_id: Mapped[int | None] = mapped_column(ForeignKey("contact_links.id"), index=True)
    contact_link: Mapped[ContactLink | None] = relationship()
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), index=True)
    contact_version: Mapped[int] = mapped_column(server_default="1")
    consent_id: Mapped[int] = mapped_column(ForeignKey("answers.id"))
    consent: Mapped[Answer] = relationship()
    created_at: Mapped[CreatedAt]

    @property
    def seen_for(self) -> Organization | None:
        """The organization on whose behalf it was seen."""
        if self.contact_link is not None:
            return self.contact_link.organization
        return self.account.organization if self.account is not None else None


class ConsentWithdrawal(Base):
    """A consent taken back. The answer that was the consent is revoked; what was seen under it stays seen.

    `note` is for staff alone. `account_id` is empty when the person had no account.
    """

    __tablename__ = "consent_withdrawals"

    id: Mapped[Id]
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introductions.id"), index=True)
    consent_id: Mapped[int] = mapped_column(ForeignKey("answers.id"), unique=True)
    side: Mapped[Kind] = mapped_column(choice(Kind, "side"))
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[CreatedAt]
