"""Why a side declined, in the reader's words: the sides choose from them, staff read them too."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from marketplace.models import Kind
from marketplace.services.answers.reasons import (
    GROUPS,
    Consequence,
    DeclineGroup,
    DeclineReason,
    consequence_of,
)

D = DeclineReason
DECLINE_REASONS: Mapping[DeclineReason, LazyString] = {
    D.DOES_NOT_SOLVE: _l("It does not solve our problem"),
    D.PARTLY_SOLVES: _l("It solves only a part of our problem"),
    D.NOT_MATURE_ENOUGH: _l("It is not mature enough for us"),
    D.REFERENCES_MISSING: _l("There is no comparable case to look at"),
    D.OVER_BUDGET: _l("It goes beyond our budget"),
    D.CANNOT_DELIVER_IN_TIME: _l("It cannot be delivered by our deadline"),
    D.NO_LOCAL_SERVICE: _l("There is no service on the spot"),
    D.COOPERATION_DIFFERS: _l("We look for another form of cooperation"),
    D.RULES_NOT_MET: _l("Our rules on qualification, safety or data are not met"),
    D.DATA_MUST_STAY: _l("Our data may not leave our own machines"),
    D.PLATFORM_NOT_SUPPORTED: _l("It does not run on the platforms that we must use"),
    D.HARD_TO_INTEGRATE: _l("It is hard to connect with our systems"),
    D.TENDER_REQUIRED: _l("We must put this out to tender first"),
    D.FUNDS_NOT_APPROVED: _l("Our funds are not approved yet"),
    D.ALREADY_SERVED: _l("We have found a supplier already"),
    D.NEED_CHANGED: _l("Our need has changed or is gone"),
    D.OUTSIDE_CAPABILITY: _l("It is outside of what we can deliver"),
    D.NEED_UNCLEAR: _l("The need is not clear enough to answer"),
    D.CONDITIONS_MISSING: _l("Data or conditions on site are missing"),
    D.BUDGET_TOO_LOW: _l("The budget does not cover our cost"),
    D.TIME_TOO_SHORT: _l("The time is too short"),
    D.PAYMENT_TERMS: _l("The way of payment does not suit us"),
    D.TERMS_UNACCEPTABLE: _l("We cannot accept the form of cooperation"),
    D.REGION_OUT_OF_REACH: _l("We do not work in this region"),
    D.QUALIFICATION_MISSING: _l("We lack a qualification that is asked for"),
    D.DATA_ACCESS_MISSING: _l("Without access to the data we cannot deliver"),
    D.CONFLICT_OF_INTEREST: _l("An interest of ours stands against it"),
    D.NO_CAPACITY: _l("We have no people free for it at present"),
    D.OFFER_CHANGED: _l("Our offer has changed or has ended"),
    D.OTHER: _l("Another reason (say which in the note)"),
}
DECLINE_GROUPS: Mapping[Kind, Mapping[DeclineGroup, LazyString]] = {
    Kind.DEMAND: {
        DeclineGroup.FIT: _l("The offer and our problem"),
        DeclineGroup.TERMS: _l("Money, time and place"),
        DeclineGroup.RULES: _l("Rules and technology"),
        DeclineGroup.OURSELVES: _l("On our side"),
    },
    Kind.SUPPLY: {
        DeclineGroup.FIT: _l("The need and our offer"),
        DeclineGroup.TERMS: _l("Money, time and place"),
        DeclineGroup.RULES: _l("Rules and data"),
        DeclineGroup.OURSELVES: _l("On our side"),
    },
}
# What the chooser is told, and what staff are told when they settle it.
CONSEQUENCES: Mapping[Consequence, tuple[LazyString, LazyString]] = {
    Consequence.CHECK_OWN_LISTING: (
        _l("We then ask you whether your listing is still current."),
        _l("Whoever declined is asked whether the listing is still current."),
    ),
    Consequence.IMPROVE_OTHER_LISTING: (
        _l("The other side then learns what its text lacks."),
        _l("The other side is told what its text lacks."),
    ),
}


def grouped_reasons(side: Kind) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The reasons of a side under their headings: code, label, and what follows (may be empty)."""
    return [
        (
            str(DECLINE_GROUPS[side][group]),
            [(code.value, str(DECLINE_REASONS[code]), _follows(code)) for code in codes],
        )
        for group, codes in GROUPS[side].items()
    ]


def _follows(code: DeclineReason) -> str:
    told = CONSEQUENCES.get(consequence_of(code.value))
    return str(told[0]) if told is not None else ""


def decline_reason(code: str | None) -> str:
    """What an answer's reason is called; a code that is no longer in use is named as it is."""
    if not code:
        return ""
    if code in set(DeclineReason):
        return str(DECLINE_REASONS[DeclineReason(code)])
    return str(gettext("Reason %(code)s", code=code))


def decline_consequence(code: str | None) -> str:
    """What staff should know follows from confirming; nothing when the pair is simply closed."""
    told = CONSEQUENCES.get(consequence_of(code))
    return str(told[1]) if told is not None else ""


def init_app(app: Flask) -> None:
    """Give templates the `decline_reason` and `decline_consequence` filters."""
    app.jinja_env.filters["decline_reason"] = decline_reason
    app.jinja_env.filters["decline_consequence"] = decline_consequence
