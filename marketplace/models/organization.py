"""Organization 单位: whoever publishes listings, and how far staff have verified that it is who it says."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, CreatedAt, Id, choice


class OrganizationState(StrEnum):
    """How far an organization has been verified. Only a verified one acts on the site."""

    UNVERIFIED = "unverified"
    SUBMITTED = "submitted"
    MORE_ASKED = "more_asked"
    VERIFIED = "verified"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    MERGED = "merged"


class Organization(Base):
    """An organization, known by its unified social credit code (GB 32100-2015).

    The code stands here once an import or a verification vouches for it, so it is unique; until then the code
    that the registering person gave is `claimed_code`, which several may claim. What an import names is
    unverified until somebody claims it. A double that was merged points at the organization it went into.
    """

    __tablename__ = "organizations"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(index=True)
    organization_type: Mapped[str]
    unified_social_credit_code: Mapped[str | None] = mapped_column(unique=True)
    claimed_code: Mapped[str | None] = mapped_column(index=True)
    region: Mapped[str | None]
    state: Mapped[OrganizationState] = mapped_column(
        choice(OrganizationState, "state"),
        default=OrganizationState.UNVERIFIED,
        server_default="unverified",
        index=True,
    )
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    created_at: Mapped[CreatedAt]

    @property
    def code(self) -> str:
        """The unified social credit code, vouched for or merely claimed."""
        return self.unified_social_credit_code or self.claimed_code or ""

    @property
    def verified(self) -> bool:
        """Whether staff have verified it and it is not suspended."""
        return self.state is OrganizationState.VERIFIED
