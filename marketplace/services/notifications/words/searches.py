"""Words about saved searches."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.models import Topic, TopicGroup
from marketplace.services.notifications.words.words import N_, Page, Words

WORDS: Mapping[Topic, Words] = {
    Topic.SAVED_SEARCH_NEWS: Words(
        TopicGroup.SAVED_SEARCHES,
        N_("New for “%(search)s”: %(count)s"),
        N_("Newly published listings that answer your saved search “%(search)s”: %(titles)s"),
        Page.SAVED_SEARCH,
        N_("See what is new"),
    ),
}
