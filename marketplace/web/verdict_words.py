"""Why staff said no to a pair or a listing, in words that staff choose from and auditors read."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from marketplace.services.listings.withdraw import WithdrawReason
from marketplace.services.reviews.reasons import (
    DECLINE_CONFIRMED,
    DECLINE_OVERRIDDEN,
    ReasonGroup,
    RejectReason,
)

R, G = RejectReason, ReasonGroup
REASON_GROUPS: Mapping[ReasonGroup, LazyString] = {
    G.FIT: _l("It does not solve the problem"),
    G.TERMS: _l("The terms do not meet"),
    G.RULES: _l("Rules stand against it"),
    G.TEXT: _l("The texts themselves"),
}
# Each reason: what it is called, and when to choose it.
REASONS: Mapping[RejectReason, tuple[LazyString, LazyString]] = {
    R.DIFFERENT_PROBLEM: (
        _l("A different problem"),
        _l("The words are alike, but the supply solves something else."),
    ),
    R.DIFFERENT_SETTING: (
        _l("A different setting"),
        _l("The right method, made for other objects, users or places."),
    ),
    R.CAPABILITY_MISSING: (
        _l("A key capability is missing"),
        _l("Something the demand insists on is not offered."),
    ),
    R.BELOW_REQUIREMENT: (
        _l("Below the required figures"),
        _l("Accuracy, speed or scale fall short of what is asked."),
    ),
    R.OVER_BUDGET: (_l("Beyond the budget"), _l("What is offered usually costs clearly more.")),
    R.TOO_LATE: (_l("Too late"), _l("It cannot be delivered before the deadline.")),
    R.REGION_NOT_SERVED: (
        _l("The place is not served"),
        _l("The supplier does not work where the demand is."),
    ),
    R.COOPERATION_DIFFERS: (
        _l("Another form of cooperation"),
        _l("One wants to buy, the other wants to develop together, or the like."),
    ),
    R.NOT_MATURE: (_l("Not mature enough"), _l("The demand needs something proven; this is still research.")),
    R.QUALIFICATION_MISSING: (
        _l("A qualification is missing"),
        _l("A licence, certificate or filing that is required is not there."),
    ),
    R.DATA_RULES: (
        _l("Data or safety rules forbid it"),
        _l("The data may not leave the site, or the like."),
    ),
    R.CONNECTED_PARTIES: (
        _l("The parties are connected"),
        _l("Both belong to the same group, or their interests conflict."),
    ),
    R.UNCLEAR_TEXT: (_l("The text is not clear enough"), _l("What is wanted or offered cannot be judged.")),
    R.OUTDATED: (_l("Out of date"), _l("The need is met already, or the offer no longer exists.")),
    R.DUPLICATE: (_l("A duplicate"), _l("The same supply stands in the list a second time.")),
    R.OTHER: (_l("Another reason"), _l("Say which in the note.")),
}
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
