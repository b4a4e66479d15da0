"""Words about contacts: a consent taken back or given again, a contact that is gone."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.models import Topic, TopicGroup
from marketplace.services.notifications.words.words import N_, Page, Words

WORDS: Mapping[Topic, Words] = {
    Topic.CONSENT_WITHDRAWN: Words(
        TopicGroup.PAIRS,
        N_("Contacts are closed again: %(other)s"),
        N_(
            "The other side of “%(own)s” and “%(other)s” no longer agrees that contacts are shown. They are "
            "hidden on the page of the pair now; please do not use what you have noted down. Our staff know "
            "of it and will help if the two of you still have something to settle."
        ),
        Page.PAIR,
        N_("Open the pair"),
    ),
    Topic.CONSENT_WITHDRAWN_STAFF: Words(
        TopicGroup.DUTIES,
        N_("A side has closed its contact: %(demand)s"),
        N_(
            "One side of an introduced pair has taken its consent back, with a reason. See whether the two "
            "need your help or the pair should be closed."
        ),
        Page.PAIR,
        N_("Open the pair"),
    ),
    Topic.CONSENT_RENEWED: Words(
        TopicGroup.PAIRS,
        N_("Contacts may be seen again: %(other)s"),
        N_(
            "The other side of “%(own)s” and “%(other)s” agrees anew that contacts are shown. You may ask to "
            "see its contact on the page of the pair."
        ),
        Page.PAIR,
        N_("See the contact"),
    ),
    Topic.CONTACT_CHANGED: Words(
        TopicGroup.PAIRS,
        N_("The contact has changed: %(other)s"),
        N_(
            "The other side of “%(own)s” and “%(other)s” has another contact now or has corrected it. "
            "Please ask for it anew on the page of the pair."
        ),
        Page.PAIR,
        N_("See the contact"),
    ),
    Topic.CONTACT_GONE: Words(
        TopicGroup.DUTIES,
        N_("A contact person has left: %(code)s"),
        N_(
            "The contact of “%(code)s” asked to be erased, and the listing has been taken down or given "
            "another contact. Please see to its open pairs."
        ),
        Page.LISTING,
        N_("Open the listing"),
    ),
}
