"""OpportunityList 机会清单: a dated, frozen release of listings."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.base import Base, CreatedAt, Id
from marketplace.models.listing import ListingVersion


class OpportunityList(Base):
    """A released list; its items name the exact versions released."""

    __tablename__ = "opportunity_lists"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    released_on: Mapped[date]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[CreatedAt]


class OpportunityListItem(Base):
    """One listing as it stood when the list was released."""

    __tablename__ = "opportunity_list_items"
    __table_args__ = (UniqueConstraint("opportunity_list_id", "position"),)

    opportunity_list_id: Mapped[int] = mapped_column(
        ForeignKey("opportunity_lists.id", ondelete="CASCADE"), primary_key=True
    )
    listing_version_id: Mapped[int] = mapped_column(
        ForeignKey("listing_versions.id"), primary_key=True, index=True
    )
    listing_version: Mapped[ListingVersion] = relationship()
    position: Mapped[int]
