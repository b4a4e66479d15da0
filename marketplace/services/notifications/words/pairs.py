"""Words about pairs: recommended, answered, introduced, closed."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.models import Topic, TopicGroup
from marketplace.services.notifications.words.words import N_, Page, Words

WORDS: Mapping[Topic, Words] = {
    Topic.PAIR_RECOMMENDED: Words(
        TopicGroup.PAIRS,
        N_("Recommended to you: %(other)s"),
        N_(
            "Our staff compared “%(own)s” with “%(other)s” and recommend that the two of you talk. Read why "
            "and answer: accept or decline. Contacts stay hidden until both sides accept."
        ),
        Page.PAIR,
        N_("Read and answer"),
    ),
    Topic.PAIR_INTRODUCED: Words(
        TopicGroup.PAIRS,
        N_("You are introduced: %(other)s"),
        N_(
            "Both sides accepted, so “%(own)s” and “%(other)s” may now talk to each other. The contact of "
            "the other side is on the page of the pair."
        ),
        Page.PAIR,
        N_("See the contact"),
    ),
}
