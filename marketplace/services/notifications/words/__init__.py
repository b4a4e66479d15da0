"""The words of every topic, a file a slice, in one table.

To add a topic: a member of Topic (marketplace/models/notification.py), its Words in the file of its slice,
the Chinese of its texts in a fragment, and a call of `notify`, `notify_side`, `notify_owners`, `notify_staff`
or of a direct mail.
"""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.models import Topic, TopicGroup
from marketplace.services.notifications.words import (
    addresses,
    delivery,
    disclosure,
    follow_up,
    introduced,
    links,
    listings,
    organizations,
    pairs,
    searches,
    security,
    sides,
    suspension,
)
from marketplace.services.notifications.words.words import Words

TABLE: Mapping[Topic, Words] = {
    **pairs.WORDS,
    **sides.WORDS,
    **links.WORDS,
    **introduced.WORDS,
    **follow_up.WORDS,
    **listings.WORDS,
    **searches.WORDS,
    **disclosure.WORDS,
    **delivery.WORDS,
    **organizations.WORDS,
    **security.WORDS,
    **addresses.WORDS,
    **suspension.WORDS,
}


def group_of(topic: str) -> TopicGroup | None:
    """The group of a stored topic; None for one that this version no longer has."""
    return TABLE[Topic(topic)].group if topic in set(Topic) else None
