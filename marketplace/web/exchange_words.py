"""The words of links, of questions that staff pass on, and of what the sides ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from marketplace.services.approaches.reasons import ApproachAnswer
from marketplace.services.introductions.links import Shut
from marketplace.services.links.find import Closed
from marketplace.services.questions.reasons import ReturnReason
from marketplace.services.questions.scan import Trace

TRACES: Mapping[Trace, LazyString] = {
    Trace.PHONE: _l("a phone number"),
    Trace.EMAIL: _l("an e-mail address"),
    Trace.CHAT: _l("a chat account"),
    Trace.ADDRESS: _l("a web address"),
    Trace.ORGANIZATION: _l("the name of an organization or person"),
    Trace.PERSON: _l("a person's name"),
}
RETURN_REASONS: Mapping[ReturnReason, LazyString] = {
    ReturnReason.IDENTIFIES: _l("It tells who asks; please write it without names."),
    ReturnReason.CONTACT_INSIDE: _l("It holds a contact; contacts are exchanged after both sides accept."),
    ReturnReason.ANSWERED_IN_TEXT: _l("The other side's text answers it already."),
    ReturnReason.UNCLEAR: _l("The other side could not tell what is meant; please be more exact."),
    ReturnReason.TOO_MUCH: _l("It asks for too much at once; please ask what you need to decide."),
    ReturnReason.CONFIDENTIAL: _l("It touches what may not be told before an introduction."),
    ReturnReason.PRICE_TALK: _l("Prices are for the talks after the introduction."),
    ReturnReason.NOT_FITTING: _l("It is not worded as one writes to a partner."),
}
APPROACH_ANSWERS: Mapping[ApproachAnswer, LazyString] = {
    ApproachAnswer.PUBLISH_FIRST: _l("Publish a listing of your own first"),
    ApproachAnswer.EXTEND_LISTING: _l("A listing of yours comes near: add to it"),
    ApproachAnswer.TOO_FAR: _l("Too far from what is asked or offered"),
    ApproachAnswer.TARGET_SERVED: _l("Others are being talked to already"),
    ApproachAnswer.NOT_SERIOUS: _l("Too little said to judge"),
}


@dataclass(frozen=True)
class ClosedWords:
    """What the page of a closed link says: what happened, and what to do now."""

    title: LazyString
    text: LazyString


SUSPENDED = ClosedWords(
    _l("Your access to this site is suspended"),
    _l(
        "As long as your organization or your account is suspended, nothing can be answered or seen by this "
        "link. Whoever manages your organization here, or our staff, can tell you why."
    ),
)
CLOSED: Mapping[Closed, ClosedWords] = {
    Closed.USED: ClosedWords(
        _l("You have answered"),
        _l("Your answer is kept. A link can be used for one answer, so nothing more can be changed by it."),
    ),
    Closed.TAKEN_BACK: ClosedWords(
        _l("Your answer no longer stands"),
        _l("It was taken back, or both sides are asked anew. The newest mail has a link to answer again."),
    ),
    Closed.ANSWERED: ClosedWords(
        _l("Your organization has answered"),
        _l("Its answer was given by another link or by a colleague. You need to do nothing."),
    ),
    Closed.INTRODUCED: ClosedWords(
        _l("The two of you are introduced"),
        _l("Both sides have accepted. A link to the other side's contact is in the mail we sent you."),
    ),
    Closed.DECLINED: ClosedWords(
        _l("A side has declined"),
        _l("Our staff read the reason now. They close the pair or ask both sides again; you hear from us."),
    ),
    Closed.ENDED: ClosedWords(
        _l("This pair has ended"),
        _l("It was closed or set aside, so nothing is to be answered any more."),
    ),
    Closed.SUPERSEDED: ClosedWords(
        _l("A newer mail has taken this one's place"),
        _l(
            "The pair was recommended anew, or the listing has another contact since. Please use the link of "
            "the newest mail, or have another one sent to the contact on file."
        ),
    ),
    Closed.CHANGED: ClosedWords(
        _l("This pair is with our staff again"),
        _l(
            "A text has changed or the recommendation was taken back, so this link was withdrawn. You need "
            "to do nothing: if our staff recommend the pair again, you get a new mail."
        ),
    ),
    Closed.NOT_PUBLIC: ClosedWords(
        _l("One of the two listings is not public now"),
        _l("The pair cannot go on until it is public again. The link works again then, as long as it holds."),
    ),
    Closed.EXPIRED: ClosedWords(
        _l("This link has run out"),
        _l("Links hold for 14 days. The pair still waits for you: have a new link sent to the same address."),
    ),
    Closed.SUSPENDED: SUSPENDED,
}
SHUT: Mapping[Shut, ClosedWords] = {
    Shut.SUPERSEDED: ClosedWords(
        _l("This link belonged to an earlier contact"),
        _l("The listing has another contact now, to whom a link of their own can be sent."),
    ),
    Shut.EXPIRED: ClosedWords(
        _l("This link has run out"),
        _l("Links to a contact hold for 30 days. Have a new one sent to the same address."),
    ),
    Shut.ENDED: ClosedWords(
        _l("This pair has ended"),
        _l("It was closed or set aside, so contacts are no longer shown."),
    ),
    Shut.SUSPENDED: SUSPENDED,
}


def return_reason(code: str | None) -> str:
    """Why a question or a reply was given back; a code no longer in use is left out."""
    return str(RETURN_REASONS[ReturnReason(code)]) if code in set(ReturnReason) else ""


def trace_word(trace: Trace) -> str:
    """What was found in a text."""
    return str(TRACES[trace])


def closed_link(closed: Closed) -> ClosedWords:
    """What to say of a closed link."""
    return CLOSED[closed]


def shut_link(shut: Shut) -> ClosedWords:
    """What to say of a link that shows no contact any more."""
    return SHUT[shut]


def init_app(app: Flask) -> None:
    """Let templates speak of links, questions and requests."""
    for words in (return_reason, trace_word, closed_link, shut_link):
        app.add_template_filter(words)
