"""What the words of a topic consist of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from marketplace.models import TopicGroup


def N_(text: str) -> str:  # noqa: N802 -- gettext's own name for "extract this, translate it later"
    """Mark a message id for extraction."""
    return text


class Page(StrEnum):
    """Where a notification leads; web/notification_links.py turns it into an address for the reader."""

    PAIR = "pair"
    LISTING = "listing"
    PUBLIC_LISTING = "public_listing"
    WORK = "work"
    STALLED = "stalled"
    REQUESTS = "requests"
    SAVED_SEARCH = "saved_search"
    MAIL = "mail"
    ACCOUNT = "account"
    FACTOR = "factor"
    ACCOUNTS = "accounts"
    CONFIRMATIONS = "confirmations"
    ORGANIZATION = "organization"
    VERIFICATIONS = "verifications"


@dataclass(frozen=True)
class Words:
    """A topic's words: message ids whose placeholders the renderer fills.

    Placeholders there always are: `%(site)s`. With a pair: `%(demand)s` and `%(supply)s` (titles), and for an
    account of a side `%(own)s` and `%(other)s`. With a listing: `%(listing)s` (title) and `%(code)s`. The
    rest are the values given to `notify`; those that are codes are put into words by their names (see
    web/notification_values.py). `action` is what the link is called.

    `secret`: only by mail, never on the list of notifications, and its text is forgotten once sent
    (single-use links).
    """

    group: TopicGroup
    subject: str
    text: str
    page: Page
    action: str
    secret: bool = False
