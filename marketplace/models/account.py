"""Account 账号: a person who signs in, with one role and usually one organization."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.organization import Organization

ERASED_ADDRESS = "@erased.invalid"
"""How the address that stands in for that of an erased account ends."""


class Role(StrEnum):
    """What an account is for; permissions.TABLE says what each may do."""

    COMPANY = "company"
    DEMAND_OWNER = "demand_owner"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    INTEGRATOR = "integrator"


class SuspendedFor(StrEnum):
    """Why an account is suspended. What the site did by itself, its manager may lift; what an administrator
    did, an administrator. A manager who deactivates a colleague gives no code.
    """

    IDLE = "idle"
    UNCONFIRMED = "unconfirmed"
    ADMINISTRATOR = "administrator"


class Account(Base):
    """A person's account. `email` (lower case) is the name to sign in with.

    `is_manager`: invites colleagues and decides who of the organization may sign in. The two versions are of
    the terms and the privacy notice that the person accepted last.

    An account that is not `active` is deactivated by its manager, or suspended (`suspended_for`). The yearly
    confirmation was given last at `confirmed_at`, and is asked for since `confirmation_asked_at`.
    """

    __tablename__ = "accounts"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    organization: Mapped[Organization | None] = relationship(lazy="joined")
    language: Mapped[str] = mapped_column(server_default="zh_Hans_CN")
    active: Mapped[bool] = mapped_column(server_default="true")
    is_manager: Mapped[bool] = mapped_column(default=False, server_default="false")
    terms_version: Mapped[str | None]
    privacy_version: Mapped[str | None]
    policies_accepted_at: Mapped[datetime | None]
    session_key: Mapped[str] = mapped_column(default="", server_default="")
    last_signed_in_at: Mapped[datetime | None]
    suspended_for: Mapped[SuspendedFor | None] = mapped_column(choice(SuspendedFor, "suspended_for"))
    let_in_at: Mapped[datetime | None]
    idle_warned_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    confirmation_asked_at: Mapped[datetime | None]
    confirmation_reminded_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]

    # What Flask-Login asks of a user, without knowing Flask here.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether the account may be used."""
        return self.active

    @property
    def erased(self) -> bool:
        """Whether the person had it erased: only its number is left, and nobody signs in to it again."""
        return self.email.endswith(ERASED_ADDRESS)

    @property
    def organization_verified(self) -> bool:
        """Whether the account belongs to an organization that staff have verified."""
        return self.organization is not None and self.organization.verified

    def get_id(self) -> str:
        """Names the account and its session key, so that changing the key ends every session."""
        return f"{self.id}:{self.session_key}"

    def __repr__(self) -> str:
        """Say nothing personal: representations end in logs."""
        return f"<Account id={self.id} role={self.role}>"
