"""Words about what the two sides of a pair answer, ask each other and ask for."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.models import Topic, TopicGroup
from marketplace.services.notifications.words.words import N_, Page, Words

READ_AND_ANSWER = N_("Read and answer")
OPEN_THE_PAIR = N_("Open the pair")

ANSWERS: Mapping[Topic, Words] = {
    Topic.PAIR_YOUR_TURN: Words(
        TopicGroup.PAIRS,
        N_("The other side has accepted: %(other)s"),
        N_(
            "“%(other)s” has accepted the pair with “%(own)s”. Yours is the last answer: if you accept "
            "too, you are introduced at once."
        ),
        Page.PAIR,
        READ_AND_ANSWER,
    ),
    Topic.PAIR_ASKED_AGAIN: Words(
        TopicGroup.PAIRS,
        N_("Please look again: %(other)s"),
        N_(
            "The pair of “%(own)s” and “%(other)s” had been declined. Our staff looked into the reason, "
            "believe that the two of you should talk, and ask both sides anew. What was answered before no "
            "longer counts."
        ),
        Page.PAIR,
        READ_AND_ANSWER,
    ),
    Topic.PAIR_DECLINED: Words(
        TopicGroup.DUTIES,
        N_("A side has declined: %(demand)s and %(supply)s"),
        N_(
            "Read the reason, then confirm it and close the pair, or ask both sides again. Both sides see "
            "that it is your turn."
        ),
        Page.PAIR,
        N_("Settle it"),
    ),
    Topic.PAIR_CLOSED: Words(
        TopicGroup.PAIRS,
        N_("This pair is closed: %(other)s"),
        N_(
            "The pair of “%(own)s” and “%(other)s” is closed. %(reason)s Nothing more is asked of you, and "
            "your listing goes on being compared with others."
        ),
        Page.PAIR,
        OPEN_THE_PAIR,
    ),
    Topic.PAIR_BACK_IN_REVIEW: Words(
        TopicGroup.PAIRS,
        N_("With our staff again: %(other)s"),
        N_(
            "Our staff look once more at the pair of “%(own)s” and “%(other)s”, because a text has changed "
            "or the recommendation was taken back. You need to do nothing: if they recommend it again, you "
            "are asked anew."
        ),
        Page.WORK,
        N_("See your pairs"),
    ),
    Topic.PAIR_TAKEN_BACK: Words(
        TopicGroup.PAIRS,
        N_("Your acceptance is taken back: %(other)s"),
        N_(
            "It was taken back that “%(own)s” accepts “%(other)s”. You may answer anew on the page of "
            "the pair."
        ),
        Page.PAIR,
        OPEN_THE_PAIR,
    ),
    Topic.INTRODUCED_WITHOUT_ACCOUNTS: Words(
        TopicGroup.DUTIES,
        N_("Nobody writes down what follows: %(demand)s and %(supply)s"),
        N_(
            "Both sides accepted by a link and neither has an account. Each was mailed a link to the other's "
            "contact, but nobody can put on record what comes of it. Please call them and help one of them "
            "to register."
        ),
        Page.PAIR,
        OPEN_THE_PAIR,
    ),
    Topic.LISTING_STILL_CURRENT: Words(
        TopicGroup.LISTINGS,
        N_("Is this still current? %(listing)s"),
        N_(
            "The reason you gave for declining a pair sounds as if “%(listing)s” (%(code)s) were no longer "
            "current. Please correct it or take it down, so that nobody is sent to you in vain."
        ),
        Page.LISTING,
        N_("See your listing"),
    ),
}
QUESTIONS: Mapping[Topic, Words] = {
    Topic.QUESTION_TO_RELAY: Words(
        TopicGroup.DUTIES,
        N_("A question to pass on: %(demand)s and %(supply)s"),
        N_("One side asks the other. Read it, take out what would tell who asks, and pass it on."),
        Page.PAIR,
        N_("Read the question"),
    ),
    Topic.REPLY_TO_RELAY: Words(
        TopicGroup.DUTIES,
        N_("A reply to pass on: %(demand)s and %(supply)s"),
        N_("The side that was asked has replied. Read it and pass it on to the asker."),
        Page.PAIR,
        N_("Read the reply"),
    ),
    Topic.QUESTION_FOR_YOU: Words(
        TopicGroup.PAIRS,
        N_("A question for you: %(other)s"),
        N_(
            "Before it decides, the other side of your pair “%(own)s” and “%(other)s” asks you something. "
            "Our staff pass your reply on without your name."
        ),
        Page.PAIR,
        N_("Read and reply"),
    ),
    Topic.QUESTION_ANSWERED: Words(
        TopicGroup.PAIRS,
        N_("Your question is answered: %(other)s"),
        N_("The other side has replied to your question about “%(other)s”. Read the reply and decide."),
        Page.PAIR,
        READ_AND_ANSWER,
    ),
    Topic.QUESTION_RETURNED: Words(
        TopicGroup.PAIRS,
        N_("Please put your question differently: %(other)s"),
        N_(
            "Our staff could not pass your question about “%(other)s” on as it is. The page of the pair "
            "says why; you may ask anew."
        ),
        Page.PAIR,
        OPEN_THE_PAIR,
    ),
}
APPROACHES: Mapping[Topic, Words] = {
    Topic.APPROACH_MADE: Words(
        TopicGroup.DUTIES,
        N_("An interest or an invitation to review"),
        N_("An organization asks for a pair by its own doing and says why. It is told what you decide."),
        Page.WORK,
        N_("See the requests"),
    ),
    Topic.APPROACH_TURNED_DOWN: Words(
        TopicGroup.PAIRS,
        N_("Our answer about %(listing)s"),
        N_(
            "You asked to be brought together with “%(listing)s” (%(code)s). Our staff have read both "
            "texts and do not recommend it this time. %(reason)s Thank you for asking; your listing goes "
            "on being compared with others."
        ),
        Page.WORK,
        N_("See your requests"),
    ),
}
WORDS: Mapping[Topic, Words] = {**ANSWERS, **QUESTIONS, **APPROACHES}
