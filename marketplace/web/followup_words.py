"""What follows an introduction, in the reader's words: entries, next actions, outcomes, closing reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask import Flask
from flask_babel import LazyString, format_date, format_datetime, format_decimal, get_locale, gettext
from flask_babel import lazy_gettext as _l

from marketplace.models import FollowUp, FollowUpKind, Kind, OutcomeStage, Party
from marketplace.services.followups.next_action import Action
from marketplace.services.followups.reasons import ClosingReason
from marketplace.web.words import word

YUAN_A_WAN = 10_000
F, A, C = FollowUpKind, Action, ClosingReason
ENTRIES: Mapping[FollowUpKind, LazyString] = {
    F.NOTE: _l("Note"),
    F.MEETING_OFFERED: _l("Times offered for a meeting"),
    F.MEETING_COUNTERED: _l("Other times offered"),
    F.MEETING_AGREED: _l("Meeting agreed"),
    F.MEETING_CANCELLED: _l("Meeting called off"),
    F.MEETING_HELD: _l("Meeting held"),
    F.MEETING_NOT_HELD: _l("Meeting did not take place"),
    F.PILOT_BEGUN: _l("Pilot agreed"),
    F.PILOT_CHANGED: _l("Pilot changed"),
    F.PILOT_ENDED: _l("Pilot ended"),
    F.OUTCOME_CLAIMED: _l("Claimed"),
    F.OUTCOME_CONFIRMED: _l("Confirmed"),
    F.OUTCOME_DISPUTED: _l("Disputed"),
    F.OUTCOME_WITHDRAWN: _l("Claim taken back"),
    F.OUTCOME_REFUSED: _l("Claim not upheld by staff"),
    F.REMINDED: _l("Staff sent a reminder"),
    F.PARKED: _l("Set aside by staff"),
    F.CLOSED: _l("Closed by staff"),
    F.REOPENED: _l("Taken up again by staff"),
}
# What comes next: the heading, and a sentence below it.
ACTIONS: Mapping[Action, tuple[LazyString, LazyString]] = {
    A.OFFER_TIMES: (
        _l("Arrange a first meeting"),
        _l("Offer a few times; the other side picks one and both get it for their calendar."),
    ),
    A.PICK_TIME: (
        _l("Pick a time for the meeting"),
        _l("The other side offers the times below. None of them suits? Offer others."),
    ),
    A.AWAIT_PICK: (
        _l("Waiting for the other side to pick a time"),
        _l("You need to do nothing; we remind the other side."),
    ),
    A.MEET: (
        _l("The meeting is ahead"),
        _l("Put it into your calendar. Afterwards, say here whether it took place."),
    ),
    A.REPORT_MEETING: (
        _l("Did the meeting take place?"),
        _l("Say so in a sentence, and what comes next."),
    ),
    A.AGREE_ON_NEXT: (
        _l("Agree on what comes next"),
        _l("A pilot with measures agreed beforehand, the signing, or another meeting."),
    ),
    A.RUN_PILOT: (
        _l("The pilot is running"),
        _l("When it has ended, put its result on record."),
    ),
    A.END_PILOT: (
        _l("Put the pilot's result on record"),
        _l("Its last day is over: what did the measures show?"),
    ),
    A.SIGN: (
        _l("Put the signing on record"),
        _l("Date, amount and the signed agreement; the other side confirms it."),
    ),
    A.CONFIRM: (
        _l("Confirm what the other side claims"),
        _l("It counts only once you have confirmed it. Read the agreement before you do."),
    ),
    A.AWAIT_CONFIRMATION: (
        _l("Waiting for the other side to confirm"),
        _l("Until then it is shown as claimed and counts nowhere."),
    ),
    A.AWAIT_STAFF: (
        _l("Our staff settle a disagreement"),
        _l("The two sides do not agree on a claim. Our staff read both and decide."),
    ),
    A.DELIVER: (
        _l("Put the delivery on record"),
        _l("Once it is accepted: the date and what was accepted. The other side confirms it."),
    ),
    A.PUBLISH: (
        _l("Delivered. May others read of it?"),
        _l("You decide what the public page may say of it, and can change that at any time."),
    ),
    A.NONE: (_l("Nothing is waiting"), _l("This pair needs nothing from you at the moment.")),
}
CLOSING: Mapping[ClosingReason, LazyString] = {
    C.NO_ANSWER: _l("No answer came any more"),
    C.NEED_GONE: _l("The need no longer exists"),
    C.NO_BUDGET: _l("The funds were not granted"),
    C.TERMS_NOT_AGREED: _l("Price or terms could not be agreed"),
    C.PILOT_FAILED: _l("The pilot did not reach its measures"),
    C.FOUND_ANOTHER: _l("The demand side went on with another supplier"),
    C.OFFER_GONE: _l("The supplier no longer offers this"),
    C.CONDITIONS_MISSING: _l("Data or conditions on site were missing"),
    C.DUPLICATE: _l("The same is followed up in another pair"),
    C.OTHER: _l("Another reason, named in the note"),
}
PARTIES: Mapping[Party, LazyString] = {
    Party.DEMAND: _l("Demand side"),
    Party.SUPPLY: _l("Supply side"),
    Party.BOTH: _l("Both sides"),
    Party.STAFF: _l("Matchmaking staff"),
}


@dataclass(frozen=True)
class EntryLine:
    """An entry of the timeline: what it tells of, and the facts below it."""

    title: str
    facts: str


def ended_words(code: str) -> str:
    """Why staff closed a pair, for somebody who cannot see its page."""
    if code not in set(ClosingReason) or code == C.OTHER:  # the note it points to stands on the page
        return str(gettext("for reasons that lie in this pair alone"))
    return str(CLOSING[ClosingReason(code)])


def entry_line(entry: FollowUp) -> EntryLine:
    """The entry in words."""
    title = str(ENTRIES[entry.kind])
    stage = entry.facts.get("stage")
    if stage in set(OutcomeStage):
        title = gettext("%(what)s: %(stage)s", what=title, stage=word(OutcomeStage(stage)))
    return EntryLine(title, " · ".join(_facts(entry)))


def _facts(entry: FollowUp) -> list[str]:
    facts, lines = entry.facts, []
    if moment := facts.get("starts_at"):
        lines.append(format_datetime(datetime.fromisoformat(moment), "yyyy-MM-dd HH:mm"))
    if moment := facts.get("instead_of"):
        was = format_datetime(datetime.fromisoformat(moment), "yyyy-MM-dd HH:mm")
        lines.append(gettext("instead of %(moment)s", moment=was))
    if facts.get("starts_on"):
        begin, end = (datetime.fromisoformat(facts[name]).date() for name in ("starts_on", "ends_on"))
        lines.append(f"{format_date(begin, 'yyyy-MM-dd')} – {format_date(end, 'yyyy-MM-dd')}")
    if facts.get("place"):
        lines.append(str(facts["place"]))
    if facts.get("amount_wan"):
        lines.append(write_wan(Decimal(facts["amount_wan"])))
    if facts.get("reason"):
        lines.append(closing_reason(facts["reason"]))
    return lines


def write_wan(amount_wan: Decimal) -> str:
    """An amount given in 万元, as the lists write it: “88.5 万元”, in English “CNY 885,000”."""
    if str(get_locale()) == "en":
        return str(gettext("CNY %(amount)s", amount=format_decimal(amount_wan * YUAN_A_WAN)))
    return str(gettext("%(amount)s ten thousand yuan", amount=format_decimal(amount_wan)))


def closing_reason(code: str | None) -> str:
    """Why staff closed a pair; a code this version does not know stays as it is."""
    return str(CLOSING[ClosingReason(code)]) if code in set(ClosingReason) else str(code or "")


def action_title(action: Action) -> str:
    """What comes next."""
    return str(ACTIONS[action][0])


def action_text(action: Action) -> str:
    """The sentence below it."""
    return str(ACTIONS[action][1])


def party_word(party: Party) -> str:
    """Who is waited for."""
    return str(PARTIES[party])


def writer_word(side: Kind | None, reader: Kind | None) -> str:
    """On whose behalf an entry was written, as the reader calls them."""
    if side is None:
        return str(gettext("Staff"))
    if reader is None:
        return str(PARTIES[Party(side.value)])
    return str(gettext("We") if side is reader else gettext("The other side"))


def init_app(app: Flask) -> None:
    """Give templates these words."""
    for words in (
        entry_line,
        write_wan,
        closing_reason,
        action_title,
        action_text,
        party_word,
        writer_word,
    ):
        app.jinja_env.filters[words.__name__] = words
