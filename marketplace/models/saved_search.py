"""SavedSearch 订阅的检索: filters of the public listings whose new results an account is told of."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.models.base import Base, Id, Moment


class SavedSearch(Base):
    """A search by its address's arguments (`query`). What was public at `created_at` is no news.

    `looked_on`: the day in Shanghai on which it was last looked for news.
    """

    __tablename__ = "saved_searches"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    query: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    looked_on: Mapped[date | None]
    created_at: Mapped[Moment]


class SavedSearchFind(Base):
    """A listing that a saved search has announced, so that it never does again."""

    __tablename__ = "saved_search_finds"

    search_id: Mapped[int] = mapped_column(
        ForeignKey("saved_searches.id", ondelete="CASCADE"), primary_key=True
    )
    listing_id: Mapped[int] = mapped_column(
        ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    notification_id: Mapped[int | None] = mapped_column(
        ForeignKey("notifications.id", ondelete="SET NULL"), index=True
    )
    found_at: Mapped[Moment]
