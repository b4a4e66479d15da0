"""Words about mail that did not arrive, for staff."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.models import Topic, TopicGroup
from marketplace.services.notifications.words.words import N_, Page, Words

WORDS: Mapping[Topic, Words] = {
    Topic.MAIL_UNDELIVERED: Words(
        TopicGroup.DUTIES,
        N_("Mail could not be delivered"),
        N_(
            "A mail of ours did not reach its reader, or we cannot tell whether it did. Look at it, and tell "
            "the reader in another way if it cannot wait."
        ),
        Page.MAIL,
        N_("See the mail"),
    ),
}
