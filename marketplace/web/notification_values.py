"""Values of notifications that are codes, in the reader's words, by the names they are given under."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from marketplace.models import Kind, ListingState, MatchState, Topic
from marketplace.web.closing_words import closing_words, turn_down_words
from marketplace.web.decline_words import decline_reason
from marketplace.web.followup_words import ended_words
from marketplace.web.verdict_words import verdict_reason, withdraw_reason
from marketplace.web.words import word

log = logging.getLogger(__name__)

CODES: Mapping[str, Callable[[str], object]] = {
    "decline_reason": decline_reason,
    "reject_reason": verdict_reason,
    "withdraw_reason": withdraw_reason,
    "side": lambda code: word(Kind(code)),
    "state": lambda code: word(MatchState(code)),
    "listing_state": lambda code: word(ListingState(code)),
}


class Facts(dict[str, Any]):
    """What fills a topic's placeholders. One that nothing was given for must not cost a page or a mail."""

    def __missing__(self, name: str) -> str:
        log.error("a notification lacks its value %r", name)
        return "—"


# A value called `reason` is a code whose words depend on what happened.
REASONS: Mapping[str, Callable[[str], str]] = {
    Topic.PAIR_CLOSED: closing_words,
    Topic.CONTACT_CLOSED: closing_words,
    Topic.CONTACT_ENDED: ended_words,
    Topic.APPROACH_TURNED_DOWN: turn_down_words,
}


def in_words(topic: str, facts: Mapping[str, Any]) -> Facts:
    """The facts with their codes in the reader's words."""
    if topic in REASONS and "reason" in facts:
        own = facts.get("declined") == "own"  # one knows best why one declined oneself
        facts = {**facts, "reason": "" if own else REASONS[topic](str(facts["reason"]))}
    return Facts(
        {name: str(CODES[name](str(value))) if name in CODES else value for name, value in facts.items()}
    )
