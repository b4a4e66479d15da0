"""Account 账号: a person who signs in, with one role and usually one organization."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.models.base import Base, CreatedAt, Id, choice
from marketplace.models.organization import Organization


class Role(StrEnum):
    """What an account is for; permissions.TABLE says what each may do."""

    COMPANY = "company"
    DEMAND_OWNER = "demand_owner"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    INTEGRATOR = "integrator"


class Account(Base):
    """A person's account. `email` (lower case) is the name to sign in with."""

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
    session_key: Mapped[str] = mapped_column(default="", server_default="")
    last_signed_in_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]

    # What Flask-Login asks of a user, without knowing Flask here.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether the account may be used."""
        return self.active

    def get_id(self) -> str:
        """Names the account and its session key, so that changing the key ends every session."""
        return f"{self.id}:{self.session_key}"

    def __repr__(self) -> str:
        """Say nothing personal: representations end in logs."""
        return f"<Account id={self.id} role={self.role}>"
