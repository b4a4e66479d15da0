"""Why a side took its consent back, in the reader's words: the side chooses from them, staff read them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from marketplace.services.introductions.consents import WithdrawalReason

R = WithdrawalReason
WITHDRAWAL_REASONS: Mapping[WithdrawalReason, LazyString] = {
    R.NOT_PURSUED: _l("We no longer pursue this cooperation"),
    R.PERSON_CHANGED: _l("Another person is in charge now"),
    R.TOO_MUCH: _l("We are contacted too often, or about other things"),
    R.MISUSED: _l("Our contact was passed on or misused"),
    R.OTHER: _l("Another reason (say which in the note)"),
}


def withdrawal_reason(code: str) -> str:
    """What the reason is called; a code that is no longer in use is named as it is."""
    return str(WITHDRAWAL_REASONS[R(code)]) if code in set(R) else code


def init_app(app: Flask) -> None:
    """Give templates the `withdrawal_reason` filter."""
    app.jinja_env.filters["withdrawal_reason"] = withdrawal_reason
