"""Words about what follows an introduction, and about pairs that wait."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.models import Topic, TopicGroup
from marketplace.services.notifications.words.words import N_, Page, Words

PAIRS, REMINDERS, DUTIES = TopicGroup.PAIRS, TopicGroup.REMINDERS, TopicGroup.DUTIES

MEETINGS: Mapping[Topic, Words] = {
    Topic.MEETING_OFFERED: Words(
        PAIRS,
        N_("Times offered for a meeting: %(other)s"),
        N_("“%(other)s” offers times for a meeting about “%(own)s”. Pick one, or offer other times."),
        Page.PAIR,
        N_("Pick a time"),
    ),
    Topic.MEETING_MOVED: Words(
        PAIRS,
        N_("The meeting is to be moved: %(other)s"),
        N_(
            "“%(other)s” asks for another time for the meeting about “%(own)s”. The time that was agreed no "
            "longer holds. Pick one of the new ones, or offer others."
        ),
        Page.PAIR,
        N_("Pick a time"),
    ),
    Topic.MEETING_AGREED: Words(
        PAIRS,
        N_("The meeting is agreed: %(other)s"),
        N_(
            "A time was picked for the meeting about “%(own)s” and “%(other)s”. The page of the pair has "
            "the time, the place and a file for your calendar."
        ),
        Page.PAIR,
        N_("See the meeting"),
    ),
    Topic.MEETING_CANCELLED: Words(
        PAIRS,
        N_("The meeting is called off: %(other)s"),
        N_("The meeting about “%(own)s” and “%(other)s” was called off. The page of the pair says why."),
        Page.PAIR,
        N_("See why"),
    ),
}
OUTCOMES: Mapping[Topic, Words] = {
    Topic.OUTCOME_CLAIMED: Words(
        PAIRS,
        N_("Please confirm what was reached: %(other)s"),
        N_("“%(other)s” has put on record what the two of you reached. It counts only once you confirm it."),
        Page.PAIR,
        N_("Read and confirm"),
    ),
    Topic.OUTCOME_CONFIRMED: Words(
        PAIRS,
        N_("Confirmed: %(other)s"),
        N_("What you reached with “%(other)s” is confirmed and counts from now on."),
        Page.PAIR,
        N_("See the pair"),
    ),
    Topic.OUTCOME_DISPUTED: Words(
        DUTIES,
        N_("A claim is disputed: %(demand)s"),
        N_("The two sides of “%(demand)s” and “%(supply)s” disagree on what was reached. Please settle it."),
        Page.PAIR,
        N_("Read both sides"),
    ),
}
WAITS: Mapping[Topic, Words] = {
    Topic.PAIR_NEWS: Words(
        PAIRS,
        N_("News of your pair with %(other)s"),
        N_("Something new stands on the page of “%(own)s” and “%(other)s”."),
        Page.PAIR,
        N_("Read it"),
    ),
    Topic.PAIR_SET_ASIDE: Words(
        PAIRS,
        N_("Set aside: %(other)s"),
        N_("Our staff have set the pair of “%(own)s” and “%(other)s” aside or closed it. Its page says why."),
        Page.PAIR,
        N_("See why"),
    ),
    Topic.STEP_WAITS: Words(
        REMINDERS,
        N_("Your next step is awaited: %(other)s"),
        N_("“%(own)s” and “%(other)s” have stood still for some time, and the next step is yours to take."),
        Page.PAIR,
        N_("See the next step"),
    ),
    Topic.QUESTION_WAITS: Words(
        REMINDERS,
        N_("A question waits for your reply: %(other)s"),
        N_("The other side of “%(own)s” and “%(other)s” asked you something and waits for your reply."),
        Page.PAIR,
        N_("Read and reply"),
    ),
    Topic.QUESTIONS_STALLED: Words(
        DUTIES,
        N_("Questions that nobody answers: %(count)s more"),
        N_("%(count)s more questions have waited too long: pass them on, or ask the side that owes a reply."),
        Page.REQUESTS,
        N_("See the questions"),
    ),
    Topic.PAIRS_STALLED: Words(
        DUTIES,
        N_("Pairs that stand still: %(count)s more"),
        N_("%(count)s more pairs have waited longer than their step allows. Remind, park or close them."),
        Page.STALLED,
        N_("See what stands still"),
    ),
}
WORDS: Mapping[Topic, Words] = {**MEETINGS, **OUTCOMES, **WAITS}
