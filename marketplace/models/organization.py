"""Organization 单位: whoever publishes listings."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, CreatedAt, Id


class Organization(Base):
    """An organization, known by its unified social credit code (GB 32100-2015)."""

    __tablename__ = "organizations"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(index=True)
    organization_type: Mapped[str]
    unified_social_credit_code: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[CreatedAt]
