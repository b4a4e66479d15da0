"""One thing that somebody has to do: what it is, since when it waits, and by which day it should be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from marketplace.models import Kind, Listing, Match
from marketplace.services.followups.next_action import Action


class Errand(StrEnum):
    """What is to be done; after the introduction the pair's next Action says it instead."""

    ANSWER = "answer"
    ANSWER_LAST = "answer_last"
    REPLY = "reply"
    TAKE_STEP = "take_step"
    CHANGE_TEXT = "change_text"
    MEND_TEXT = "mend_text"
    RENEW = "renew"
    FINISH_TEXT = "finish_text"
    INVITE_AGAIN = "invite_again"

    THEIR_ANSWER = "their_answer"
    THEIR_REPLY = "their_reply"
    THEIR_STEP = "their_step"
    SETTLE_DECLINE = "settle_decline"
    RELAY = "relay"
    READ_TEXT = "read_text"
    REVIEW_REQUEST = "review_request"
    JOIN = "join"


class Whom(StrEnum):
    """Who has to do it."""

    US = "us"
    THEM = "them"
    STAFF = "staff"
    COLLEAGUE = "colleague"
    DAY = "day"  # nobody: the day has to come


@dataclass(frozen=True)
class Waiting:
    """`subject` is the title of the text it is about, or the name of a colleague; `detail`: the words of a
    question, a step or a meeting. `asked_by_them`: the other side asked for this pair itself.
    """

    what: Errand | Action
    whom: Whom
    subject: str
    since: datetime | None = None
    due_on: date | None = None
    late: bool = False
    match: Match | None = None
    side: Kind | None = None
    theirs: Listing | None = None
    listing: Listing | None = None
    detail: str = ""
    key: int | None = None
    asked_by_them: bool = field(default=False)
