"""Words of the mails to a listing's contact who has no account and is asked by a link."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.models import Topic, TopicGroup
from marketplace.services.notifications.words.words import N_, Page, Words

READ_AND_ANSWER = N_("Read and answer")
SEE_LISTING = N_("See the listing")

WORDS: Mapping[Topic, Words] = {
    Topic.LINK_RECOMMENDED: Words(
        TopicGroup.PAIRS,
        N_("Recommended to you: %(other)s"),
        N_(
            "Your organization's “%(own)s” is published on %(site)s. Our staff compared it with "
            "“%(other)s” and recommend that the two of you talk. The link below shows why and lets you "
            "accept, decline or ask without an account. It is for you alone, can be used for one answer "
            "and holds for 14 days. Your contact stays hidden until both sides accept."
        ),
        Page.PAIR,
        READ_AND_ANSWER,
        secret=True,
    ),
    Topic.LINK_YOUR_TURN: Words(
        TopicGroup.PAIRS,
        N_("The other side has accepted: %(other)s"),
        N_(
            "“%(other)s” has accepted the pair with your “%(own)s”. Yours is the last answer. The link "
            "below takes the place of the one you had and holds for 14 days."
        ),
        Page.PAIR,
        READ_AND_ANSWER,
        secret=True,
    ),
    Topic.LINK_ASKED_AGAIN: Words(
        TopicGroup.PAIRS,
        N_("Please look again: %(other)s"),
        N_(
            "The pair of your “%(own)s” and “%(other)s” had been declined. Our staff looked into the "
            "reason and ask both sides anew. The link below takes the place of the one you had and holds "
            "for 14 days."
        ),
        Page.PAIR,
        READ_AND_ANSWER,
        secret=True,
    ),
    Topic.LINK_TAKEN_BACK: Words(
        TopicGroup.PAIRS,
        N_("Your acceptance is taken back: %(other)s"),
        N_(
            "You took back that your “%(own)s” accepts “%(other)s”. Should you decide anew, the link below "
            "lets you accept, decline or ask; it holds for 14 days."
        ),
        Page.PAIR,
        READ_AND_ANSWER,
        secret=True,
    ),
    Topic.LINK_QUESTION: Words(
        TopicGroup.PAIRS,
        N_("A question for you: %(other)s"),
        N_(
            "Before it decides, the other side of the pair with your “%(own)s” asks you something. Our "
            "staff pass your reply on without your name. The link below takes the place of the one you had "
            "and holds for 14 days."
        ),
        Page.PAIR,
        N_("Read and reply"),
        secret=True,
    ),
    Topic.LINK_REPLY: Words(
        TopicGroup.PAIRS,
        N_("Your question is answered: %(other)s"),
        N_(
            "The other side has replied to your question about “%(other)s”. The link below takes the place "
            "of the one you had and holds for 14 days."
        ),
        Page.PAIR,
        READ_AND_ANSWER,
        secret=True,
    ),
    Topic.LINK_RETURNED: Words(
        TopicGroup.PAIRS,
        N_("Please put your question differently: %(other)s"),
        N_(
            "Our staff could not pass your question about “%(other)s” on as it is. The page behind the "
            "link says why; you may ask anew. The link takes the place of the one you had and holds for 14 "
            "days."
        ),
        Page.PAIR,
        READ_AND_ANSWER,
        secret=True,
    ),
    Topic.CONTACT_CLOSED: Words(
        TopicGroup.PAIRS,
        N_("This pair is closed: %(other)s"),
        N_(
            "The pair of your “%(own)s” and “%(other)s” is closed. %(reason)s Nothing more is asked of "
            "you, and your listing goes on being compared with others."
        ),
        Page.PAIR,
        SEE_LISTING,
    ),
    Topic.CONTACT_ENDED: Words(
        TopicGroup.PAIRS,
        N_("This pair is closed: %(other)s"),
        N_(
            "Our staff have closed the pair of your “%(own)s” and “%(other)s”: %(reason)s. Nothing more is "
            "asked of you, and your listing goes on being compared with others."
        ),
        Page.PAIR,
        SEE_LISTING,
    ),
    Topic.CONTACT_PARKED: Words(
        TopicGroup.PAIRS,
        N_("Set aside for now: %(other)s"),
        N_(
            "Our staff have set the pair of your “%(own)s” and “%(other)s” aside for now. You need to do "
            "nothing: when its time comes they take it up again."
        ),
        Page.PAIR,
        SEE_LISTING,
    ),
    Topic.LINK_QUESTION_WAITS: Words(
        TopicGroup.REMINDERS,
        N_("A question still waits for your reply: %(other)s"),
        N_(
            "The other side of the pair with your “%(own)s” needs your reply before it decides. The link "
            "below takes the place of the one you had, needs no account and holds for 14 days."
        ),
        Page.PAIR,
        N_("Read and reply"),
        secret=True,
    ),
    Topic.LINK_REMINDER: Words(
        TopicGroup.PAIRS,
        N_("Your answer is still awaited: %(other)s"),
        N_(
            "The pair of your “%(own)s” and “%(other)s” still waits for your word. The link below takes the "
            "place of the one you had, needs no account and holds for 14 days."
        ),
        Page.PAIR,
        READ_AND_ANSWER,
        secret=True,
    ),
    Topic.CONTACT_BACK_IN_REVIEW: Words(
        TopicGroup.PAIRS,
        N_("With our staff again: %(other)s"),
        N_(
            "Our staff look once more at the pair of your “%(own)s” and “%(other)s”. Links we sent you for "
            "it no longer work. You need to do nothing: if they recommend it again, you get a new one."
        ),
        Page.PAIR,
        SEE_LISTING,
    ),
}
