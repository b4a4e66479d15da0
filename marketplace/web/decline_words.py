"""Why a side declined, in the reader's words: the sides choose from them, staff read them too."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from marketplace.services.answers.reasons import DeclineReason

D = DeclineReason
DECLINE_REASONS: Mapping[DeclineReason, LazyString] = {
    D.DOES_NOT_SOLVE: _l("It does not solve our problem"),
    D.OVER_BUDGET: _l("It goes beyond our budget"),
    D.CANNOT_DELIVER_IN_TIME: _l("It cannot be delivered by our deadline"),
    D.NOT_MATURE_ENOUGH: _l("It is not mature enough for us"),
    D.NO_LOCAL_SERVICE: _l("There is no service on the spot"),
    D.RULES_NOT_MET: _l("Our rules on qualification, safety or data are not met"),
    D.HARD_TO_INTEGRATE: _l("It is hard to connect with our systems"),
    D.ALREADY_SERVED: _l("We have found a supplier already"),
    D.NEED_CHANGED: _l("Our need has changed or is gone"),
    D.OUTSIDE_CAPABILITY: _l("It is outside of what we can deliver"),
    D.BUDGET_TOO_LOW: _l("The budget does not cover our cost"),
    D.TIME_TOO_SHORT: _l("The time is too short"),
    D.NO_CAPACITY: _l("We have no people free for it at present"),
    D.REGION_OUT_OF_REACH: _l("We do not work in this region"),
    D.TERMS_UNACCEPTABLE: _l("We cannot accept the form of cooperation"),
    D.CONDITIONS_MISSING: _l("Data or conditions on site are missing"),
    D.NEED_UNCLEAR: _l("The need is not clear enough to answer"),
    D.OFFER_CHANGED: _l("Our offer has changed or has ended"),
    D.OTHER: _l("Another reason (say which in the note)"),
}


def decline_reason(code: str | None) -> str:
    """What an answer's reason is called; a code that is no longer in use is named as it is."""
    if not code:
        return ""
    known = {reason.value: text for reason, text in DECLINE_REASONS.items()}
    return str(known.get(code) or gettext("Reason %(code)s", code=code))


def init_app(app: Flask) -> None:
    """Give templates the `decline_reason` filter."""
    app.jinja_env.filters["decline_reason"] = decline_reason
