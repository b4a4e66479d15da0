"""Outcome 成果: 意向, 签约 and 落地, each claimed by one side and confirmed by the other."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.listing import Kind
from marketplace.models.match import Match
from marketplace.models.stored_file import StoredFile


class OutcomeStage(StrEnum):
    """What was reached; the three are counted apart everywhere."""

    INTENT = "intent"
    SIGNED = "signed"
    DELIVERED = "delivered"


class OutcomeState(StrEnum):
    """See transitions.OUTCOME for the legal changes. Only CONFIRMED counts as reached."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class Outcome(Base):
    """One claim. `file_sha256` is the hash of the agreement as it was claimed and confirmed.

    `amount_wan` in 万元. `text`: what was agreed or accepted; `dispute`: what the other side says against it.
    """

    __tablename__ = "outcomes"
    __table_args__ = (
        Index(
            "uq_outcomes_standing",
            "match_id",
            "stage",
            unique=True,
            postgresql_where=text("state IN ('claimed', 'confirmed', 'disputed')"),
        ),
    )

    id: Mapped[Id]
    match_id: Mapped[int] = mapped_column(ForeignKey("matches.id"), index=True)
    match: Mapped[Match] = relationship()
    stage: Mapped[OutcomeStage] = mapped_column(choice(OutcomeStage, "stage"))
    state: Mapped[OutcomeState] = mapped_column(choice(OutcomeState, "state"), index=True)
    side: Mapped[Kind] = mapped_column(choice(Kind, "side"))
    happened_on: Mapped[date]
    amount_wan: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    text: Mapped[str] = mapped_column(server_default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"), index=True)
    file: Mapped[StoredFile | None] = relationship()
    file_sha256: Mapped[str | None]
    dispute: Mapped[str] = mapped_column(server_default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    settled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    consents: Mapped[list[OutcomeConsent]] = relationship()
    created_at: Mapped[CreatedAt]

    __mapper_args__ = {"version_id_col": version}


class OutcomeConsent(Base):
    """What one side lets the public page say of a confirmed outcome; without both, it says nothing."""

    __tablename__ = "outcome_consents"

    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcomes.id"), primary_key=True)
    side: Mapped[Kind] = mapped_column(choice(Kind, "side"), primary_key=True)
    published: Mapped[bool]
    shows_organization: Mapped[bool]
    shows_amount: Mapped[bool]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    changed_at: Mapped[CreatedAt]
