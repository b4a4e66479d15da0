"""Why staff said no to a pair or a listing, in words that staff choose from and auditors read."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from marketplace.services.listings.withdraw import WithdrawReason
from marketplace.services.reviews.reasons import DECLINE_CONFIRMED, DECLINE_OVERRIDDEN, RejectReason
from marketplace.web.reason_words import REASONS

SETTLED: Mapping[str, LazyString] = {
    DECLINE_CONFIRMED: _l("A side's decline was confirmed"),
    DECLINE_OVERRIDDEN: _l("A side's decline was overridden"),
}
WITHDRAW_REASONS: Mapping[WithdrawReason, LazyString] = {
    WithdrawReason.ASKED_BY_OWNER: _l("Its owner asked for it"),
    WithdrawReason.OUTDATED: _l("Out of date"),
    WithdrawReason.WRONG: _l("It contains wrong statements"),
    WithdrawReason.NOT_PERMITTED: _l("It is not permitted here"),
    WithdrawReason.PERSONAL_DATA: _l("It contains personal data"),
    WithdrawReason.DUPLICATE: _l("A duplicate"),
}


def verdict_reason(code: str | None) -> str:
    """What a review's reason is called; a code that is no longer in use is named as it is."""
    if not code:
        return ""
    if code in set(RejectReason):
        return str(REASONS[RejectReason(code)][0])
    return str(SETTLED.get(code) or gettext("Reason %(code)s", code=code))


def withdraw_reason(code: str | None) -> str:
    """Why a listing was withdrawn; a code that is no longer in use is named as it is."""
    if not code:
        return ""
    if code in set(WithdrawReason):
        return str(WITHDRAW_REASONS[WithdrawReason(code)])
    return str(gettext("Reason %(code)s", code=code))


def init_app(app: Flask) -> None:
    """Give templates the `verdict_reason` filter."""
    app.jinja_env.filters["verdict_reason"] = verdict_reason
