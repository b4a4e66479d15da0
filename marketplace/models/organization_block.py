"""OrganizationBlock: two organizations whose listings are not to be paired, until staff lift it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.account import Account
from marketplace.models.base import Base, CreatedAt, Id
from marketplace.models.organization import Organization


class OrganizationBlock(Base):
    """It holds in both directions, so the lower id stands first. `match_id`: the pair it was placed on."""

    __tablename__ = "organization_blocks"
    __table_args__ = (
        CheckConstraint("first_id < second_id", name="order"),
        Index(
            "uq_organization_blocks_standing",
            "first_id",
            "second_id",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    first_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    first: Mapped[Organization] = relationship(foreign_keys=[first_id])
    second: Mapped[Organization] = relationship(foreign_keys=[second_id])
    match_id: Mapped[int | None] = mapped_column(ForeignKey("matches.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    created_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    created_by: Mapped[Account] = relationship(foreign_keys=[created_by_id])
    created_at: Mapped[CreatedAt]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    lifted_by: Mapped[Account | None] = relationship(foreign_keys=[lifted_by_id])
    lifted_at: Mapped[datetime | None]
    lift_note: Mapped[str] = mapped_column(server_default="")
