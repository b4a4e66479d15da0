"""What waits, in the reader's words, and the one page on which each thing is done."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from marketplace.services.followups.next_action import Action
from marketplace.services.waiting.errands import Errand, Waiting, Whom
from marketplace.web.followup_words import ACTIONS

A, E = Action, Errand
ERRANDS: Mapping[Errand, LazyString] = {
    E.ANSWER: _l("Answer a recommended pair"),
    E.ANSWER_LAST: _l("Answer: the other side has accepted"),
    E.REPLY: _l("Reply to a question of the other side"),
    E.TAKE_STEP: _l("Take the step you agreed on"),
    E.CHANGE_TEXT: _l("Make the changes asked for"),
    E.MEND_TEXT: _l("Mend a text: reviewers could not judge it"),
    E.RENEW: _l("Renew a listing that runs out"),
    E.FINISH_TEXT: _l("Finish a draft and hand it in"),
    E.INVITE_AGAIN: _l("Invite a colleague again: the link has expired"),
    E.THEIR_ANSWER: _l("The other side is asked for its answer"),
    E.THEIR_REPLY: _l("The other side has your question"),
    E.THEIR_STEP: _l("A step the other side takes"),
    E.SETTLE_DECLINE: _l("One side has declined; staff read the reason"),
    E.RELAY: _l("Staff read a text before it is passed on"),
    E.READ_TEXT: _l("Staff read what you handed in"),
    E.REVIEW_REQUEST: _l("Staff look at a pair you asked for"),
    E.JOIN: _l("A colleague was invited"),
}
BUTTONS: Mapping[Errand | Action, LazyString] = {
    E.ANSWER: _l("Read and answer"),
    E.ANSWER_LAST: _l("Read and answer"),
    E.REPLY: _l("Reply"),
    E.TAKE_STEP: _l("Open the pair"),
    E.CHANGE_TEXT: _l("Make the changes"),
    E.MEND_TEXT: _l("Mend the text"),
    E.RENEW: _l("Renew"),
    E.FINISH_TEXT: _l("Go on writing"),
    E.INVITE_AGAIN: _l("Invite again"),
    A.OFFER_TIMES: _l("Offer times"),
    A.PICK_TIME: _l("Pick a time"),
    A.REPORT_MEETING: _l("Say how it went"),
    A.AGREE_ON_NEXT: _l("Open the pair"),
    A.END_PILOT: _l("Record the result"),
    A.SIGN: _l("Record the signing"),
    A.CONFIRM: _l("Read and confirm"),
    A.DELIVER: _l("Record the delivery"),
    A.PUBLISH: _l("Say what may be published"),
}
LOOK = _l("Look")
WHOM: Mapping[Whom, LazyString] = {
    Whom.US: _l("You"),
    Whom.THEM: _l("The other side"),
    Whom.STAFF: _l("Matchmaking staff"),
    Whom.COLLEAGUE: _l("A colleague"),
    Whom.DAY: _l("Agreed day"),
}
# Steps with a form of their own; anything else is done on the pair's page, at this place of it.
STEP_PAGES: Mapping[Action, str] = {
    A.OFFER_TIMES: "times",
    A.REPORT_MEETING: "report",
    A.END_PILOT: "pilot-end",
    A.SIGN: "signed",
    A.DELIVER: "delivered",
}
PLACES: Mapping[Errand | Action, str] = {
    E.REPLY: "questions",
    E.RELAY: "questions",
    E.THEIR_REPLY: "questions",
    E.TAKE_STEP: "planned",
    E.THEIR_STEP: "planned",
    A.PUBLISH: "reached",
}


def waiting_title(waiting: Waiting) -> LazyString:
    """What is to be done."""
    return ACTIONS[waiting.what][0] if isinstance(waiting.what, Action) else ERRANDS[waiting.what]


def waiting_button(waiting: Waiting) -> LazyString:
    """What the link to it says."""
    return BUTTONS.get(waiting.what, LOOK) if waiting.whom is Whom.US else LOOK


def waiting_whom(waiting: Waiting) -> LazyString:
    """Who has to do it."""
    return WHOM[waiting.whom]


def waiting_address(waiting: Waiting) -> str:
    """The page on which it is done, or looked at."""
    what = waiting.what
    if what in (E.JOIN, E.INVITE_AGAIN):
        return url_for("workspace.organization", _anchor="people")
    if waiting.match is None:
        return _listing_address(waiting)
    assert waiting.side is not None, "a pair is seen from a side"
    match_id, side = waiting.match.id, waiting.side.value
    if isinstance(what, Action) and what in STEP_PAGES:
        return url_for("workspace.step_page", step=STEP_PAGES[what], match_id=match_id, side=side)
    anchor = PLACES.get(what, "follow" if isinstance(what, Action) else "") or None
    return url_for("workspace.match", match_id=match_id, side=side, _anchor=anchor)


def _listing_address(waiting: Waiting) -> str:
    """Of an own listing: its form, or its page; of somebody else's: the public page."""
    if waiting.listing is None:
        assert waiting.theirs is not None, "what is no pair is about a listing"
        return url_for("public.item", code=waiting.theirs.code)
    page = (
        "workspace.edit_listing"
        if waiting.what in (E.CHANGE_TEXT, E.FINISH_TEXT, E.MEND_TEXT)
        else "workspace.listing"
    )
    return url_for(page, code=waiting.listing.code)


def init_app(app: Flask) -> None:
    """Let templates speak of what waits."""
    for words in (waiting_title, waiting_button, waiting_whom, waiting_address):
        app.add_template_filter(words)
