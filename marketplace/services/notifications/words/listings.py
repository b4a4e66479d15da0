"""Words about one's own listings."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.models import Topic, TopicGroup
from marketplace.services.notifications.words.words import N_, Page, Words

WORDS: Mapping[Topic, Words] = {
    Topic.LISTING_PUBLISHED: Words(
        TopicGroup.LISTINGS,
        N_("Published: %(listing)s"),
        N_(
            "“%(listing)s” (%(code)s) has passed review and is public. The matching has begun; you hear from "
            "us as soon as staff recommend a partner."
        ),
        Page.LISTING,
        N_("See your listing"),
    ),
    Topic.LISTING_MEND_ASKED: Words(
        TopicGroup.LISTINGS,
        N_("Please mend: %(listing)s"),
        N_(
            "A reviewer could not recommend “%(listing)s” (%(code)s) as it reads now. What should be mended "
            "stands on its page; its pairs are looked at again once you have changed it."
        ),
        Page.LISTING,
        N_("See what should be mended"),
    ),
    Topic.LISTING_CHANGES_REQUESTED: Words(
        TopicGroup.LISTINGS,
        N_("Changes asked for: %(listing)s"),
        N_(
            "Our staff have read “%(listing)s” (%(code)s) and ask for changes. What they ask stands in the "
            "form, at the field it is about. Make the changes and hand it in again."
        ),
        Page.LISTING,
        N_("See what to change"),
    ),
    Topic.LISTING_EXPIRING: Words(
        TopicGroup.REMINDERS,
        N_("Still current? %(listing)s"),
        N_(
            "The term of “%(listing)s” (%(code)s) ends in %(days)s days. If it is still current, renew it "
            "with one click; otherwise you need do nothing."
        ),
        Page.LISTING,
        N_("Renew the listing"),
    ),
    Topic.LISTING_EXPIRED: Words(
        TopicGroup.REMINDERS,
        N_("Expired: %(listing)s"),
        N_(
            "The term of “%(listing)s” (%(code)s) is over, so it is no longer matched. If it is still "
            "current, renew it with one click and it is matched again."
        ),
        Page.LISTING,
        N_("Renew the listing"),
    ),
    Topic.LISTING_HANDED_IN: Words(
        TopicGroup.DUTIES,
        N_("Handed in: %(title)s"),
        N_("“%(title)s” (%(code)s) was handed in and waits for review in moderation."),
        Page.LISTING,
        N_("Open the listing"),
    ),
}
