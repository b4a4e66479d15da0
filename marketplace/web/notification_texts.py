"""What a notification says, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from marketplace.models import Account, Listing, Match, Notification, Topic
from marketplace.services.notifications.facts import facts_of
from marketplace.services.notifications.words import TABLE
from marketplace.services.notifications.words.words import Words
from marketplace.web.notification_values import in_words

CHINESE_PART = re.compile(
    r"([\u3000-\u303f\u3400-\u9fff\uff00-\uffef][^“”]*[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]|[\u3400-\u9fff])"
)


@dataclass(frozen=True)
class Told:
    """A notification as its reader sees it; `action` is what its link is called."""

    id: int
    subject: str
    text: str
    action: str
    unread: bool
    at: datetime


@dataclass(frozen=True)
class Said:
    """The words of one topic, filled."""

    subject: str
    text: str
    action: str


def words_of(topic: str) -> Words | None:
    """The words of a stored topic; None for one that this version no longer has."""
    return TABLE[Topic(topic)] if topic in set(Topic) else None


def say(
    session: Session,
    topic: str,
    account: Account | None,
    match: Match | None,
    listing: Listing | None,
    values: Mapping[str, Any],
) -> Said:
    """The words of a topic for this reader (None: the contact of `listing`)."""
    words = words_of(topic)
    if words is None:
        return Said(gettext("A notification of an earlier version of this site"), "", gettext("Open"))
    facts = in_words(topic, facts_of(session, account, match, listing, values))
    facts["site"] = gettext("Jingqiao")
    return Said(gettext(words.subject) % facts, gettext(words.text) % facts, gettext(words.action))


def mark_chinese(text: str) -> Markup:
    """The text with its Chinese parts marked as such, for what reads an English page aloud."""
    parts = CHINESE_PART.split(text)
    marked = Markup('<span lang="zh-Hans">{}</span>')
    return Markup("").join(
        marked.format(part) if CHINESE_PART.fullmatch(part) else escape(part) for part in parts
    )


def tell(session: Session, told: Notification) -> Told:
    """The notification in its reader's words."""
    said = say(session, told.topic, told.account, told.match, told.listing, told.details)
    return Told(told.id, said.subject, said.text, said.action, told.read_at is None, told.created_at)
