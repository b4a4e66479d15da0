"""Introduction 引荐 (contacts released after both sides agree) and Disclosure 披露记录 (who saw whose)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.answer import Answer
from marketplace.models.base import Base, CreatedAt, Id


class Introduction(Base):
    """Made when both sides have accepted; names the two answers that are the consents."""

    __tablename__ = "introductions"

    id: Mapped[Id]
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id"), unique=True)
    demand_answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"))
    supply_answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"))
    created_at: Mapped[CreatedAt]


class Disclosure(Base):
    """One reveal: this account saw that listing's contact, in this version of it, under this consent."""

    __tablename__ = "disclosures"
    __table_args__ = (Index("ix_disclosures_viewer", "account_id", "listing_id"),)

    id: Mapped[Id]
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introductions.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    account: Mapped[Account] = relationship()
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), index=True)
    contact_version: Mapped[int] = mapped_column(server_default="1")
    consent_id: Mapped[int] = mapped_column(ForeignKey("answers.id"))
    consent: Mapped[Answer] = relationship()
    created_at: Mapped[CreatedAt]
