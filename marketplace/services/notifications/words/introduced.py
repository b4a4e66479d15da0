"""Words of the mails to a contact without account after the introduction: all carry a link to look by."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.models import Topic, TopicGroup
from marketplace.services.notifications.words.words import N_, Page, Words

PAIRS, REMINDERS = TopicGroup.PAIRS, TopicGroup.REMINDERS
SEE_WHAT_HAPPENED = N_("See what happened")
SEE_CONTACT = N_("See the contact")


def _words(subject: str, body: str, label: str, group: TopicGroup = PAIRS) -> Words:
    return Words(group, subject, body, Page.PAIR, label, secret=True)


WORDS: Mapping[Topic, Words] = {
    Topic.CONTACT_INTRODUCED: _words(
        N_("You are introduced: %(other)s"),
        N_(
            "Both sides accepted, so “%(own)s” and “%(other)s” may now talk. The link below shows the other "
            "side's contact without an account; that it was seen is put on record, and so is each time yours "
            "is seen. The link is for you alone and holds for 30 days."
        ),
        SEE_CONTACT,
    ),
    Topic.CONTACT_NEWS: _words(
        N_("News of your pair: %(other)s"),
        N_(
            "Something was put on record in the pair of your “%(own)s” and “%(other)s”. The link below shows "
            "it; it holds for 30 days."
        ),
        SEE_WHAT_HAPPENED,
    ),
    Topic.CONTACT_MEETING_OFFERED: _words(
        N_("Times offered for a meeting: %(other)s"),
        N_(
            "“%(other)s” offers times for a meeting about your “%(own)s”. Pick one, or say that none suits, "
            "by the link below, without an account; it holds for 30 days."
        ),
        N_("Pick a time"),
    ),
    Topic.CONTACT_MEETING_MOVED: _words(
        N_("The meeting is to be moved: %(other)s"),
        N_(
            "“%(other)s” asks for another time for the meeting about your “%(own)s”. The time that was "
            "agreed no longer holds. Pick one of the new ones, or say that none suits, by the link below, "
            "without an account; it holds for 30 days."
        ),
        N_("Pick a time"),
    ),
    Topic.CONTACT_MEETING_AGREED: _words(
        N_("The meeting is agreed: %(other)s"),
        N_(
            "The meeting about your “%(own)s” and “%(other)s” has a time. The link below shows when and "
            "where; it holds for 30 days."
        ),
        N_("See the meeting"),
    ),
    Topic.CONTACT_MEETING_CANCELLED: _words(
        N_("The meeting is called off: %(other)s"),
        N_(
            "The meeting about your “%(own)s” and “%(other)s” was called off. The link below says why; it "
            "holds for 30 days."
        ),
        N_("See why"),
    ),
    Topic.CONTACT_OUTCOME_CLAIMED: _words(
        N_("Please confirm what was reached: %(other)s"),
        N_(
            "“%(other)s” has put on record what the two of you reached with your “%(own)s”. The link below "
            "shows it with its papers; confirm it there, or say that it is not so. It holds for 30 days."
        ),
        N_("Read and confirm"),
    ),
    Topic.CONTACT_STEP_WAITS: _words(
        N_("How does it go on? %(other)s"),
        N_(
            "For some time nothing was put on record in the pair of your “%(own)s” and “%(other)s”. The link "
            "below shows how it stands and the other side's contact; it holds for 30 days."
        ),
        N_("See how it stands"),
        REMINDERS,
    ),
    Topic.CONTACT_CONSENT_WITHDRAWN: _words(
        N_("Contacts are closed again: %(other)s"),
        N_(
            "The other side of your “%(own)s” and “%(other)s” no longer agrees that contacts are shown. "
            "Please do not use what you have noted down. Our staff know of it and will help if something is "
            "still to be settled."
        ),
        N_("See how it stands"),
    ),
    Topic.CONTACT_CONSENT_RENEWED: _words(
        N_("Contacts may be seen again: %(other)s"),
        N_(
            "The other side of your “%(own)s” and “%(other)s” agrees anew that contacts are shown. The link "
            "below shows its contact and holds for 30 days."
        ),
        SEE_CONTACT,
    ),
}
