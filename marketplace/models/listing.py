"""Listing 条目: a demand 需求 or a supply 供给, its versions, and the contact kept apart from both."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Numeric, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.encrypted import EncryptedText
from marketplace.models.organization import Organization


class Kind(StrEnum):
    """The side a listing stands on."""

    DEMAND = "demand"
    SUPPLY = "supply"


class ListingState(StrEnum):
    """See transitions.LISTING for the legal changes."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes_requested"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    FULFILLED = "fulfilled"


class Maturity(StrEnum):
    """How far a supply has come; the values are the workbook's own words."""

    PROOF_OF_CONCEPT = "概念验证"
    PROTOTYPE = "样机"
    PILOT = "试点应用"
    AT_SCALE = "规模化应用"


class Listing(Base):
    """A listing through its life. The public sees `published_version`, its owners the latest version."""

    __tablename__ = "listings"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind, "kind"), index=True)
    state: Mapped[ListingState] = mapped_column(choice(ListingState, "state"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    organization: Mapped[Organization] = relationship(lazy="joined")
    published_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("listing_versions.id", use_alter=True, name="fk_listings_published_version_id"), index=True
    )
    published_version: Mapped[ListingVersion | None] = relationship(
        foreign_keys=[published_version_id], post_update=True, lazy="joined"
    )
    published_at: Mapped[datetime | None]
    # The last day on which it is public without being renewed (empty: no end); how often its owner was told.
    expires_on: Mapped[date | None] = mapped_column(index=True)
    reminders: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[CreatedAt]


class ListingVersion(Base):
    """The text of a listing at one moment; never changed once written."""

    __tablename__ = "listing_versions"
    __table_args__ = (UniqueConstraint("listing_id", "number"),)

    id: Mapped[Id]
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), index=True)
    listing: Mapped[Listing] = relationship(foreign_keys=[listing_id])
    number: Mapped[int]
    title: Mapped[str]
    industry: Mapped[str] = mapped_column(index=True)
    region: Mapped[str] = mapped_column(index=True)
    summary: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    technologies: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    maturity: Mapped[Maturity | None] = mapped_column(choice(Maturity, "maturity"))
    budget_wan: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    deadline: Mapped[date | None]
    cooperation: Mapped[str] = mapped_column(server_default="")
    cases: Mapped[str | None]
    content_hash: Mapped[str] = mapped_column(index=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[CreatedAt]


class ListingContact(Base):
    """The person behind a listing, encrypted at rest. Never public: only services/introductions reads it.

    `version` counts the changes, so that a disclosure names what was seen. An erased contact leaves its row,
    empty, so that the counting goes on.
    """

    __tablename__ = "listing_contacts"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(EncryptedText)
    phone: Mapped[str] = mapped_column(EncryptedText)
    email: Mapped[str] = mapped_column(EncryptedText)
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}

    @property
    def erased(self) -> bool:
        """Whether nobody can be reached by it any more."""
        return not (self.name or self.phone or self.email)

    def __repr__(self) -> str:
        """Say nothing personal: representations end in logs."""
        return f"<ListingContact listing_id={self.listing_id}>"
