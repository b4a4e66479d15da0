"""The words of the staff pages: reasons for a verdict, groups, tabs, stages of a run."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from marketplace.models import AuditEvent, Kind, Listing, ListingState, Match, MatchState
from marketplace.services.listings.withdraw import WithdrawReason
from marketplace.services.reviews.list_pairs import PairGroup
from marketplace.services.reviews.reasons import (
    DECLINE_CONFIRMED,
    DECLINE_OVERRIDDEN,
    ReasonGroup,
    RejectReason,
)
from marketplace.web.staff.blueprint import blueprint
from marketplace.web.words import word

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
PAIR_GROUPS: Mapping[PairGroup, LazyString] = {
    PairGroup.WAITING: _l("Waiting for answers"),
    PairGroup.DECLINED: _l("Declined by a side"),
    PairGroup.INTRODUCED: _l("Introduced"),
    PairGroup.REJECTED: _l("Rejected and closed"),
}
ACTIONS: Mapping[str, LazyString] = {
    "match.recommend": _l("Recommended"),
    "match.reject": _l("Not recommended"),
    "match.undo": _l("Verdict undone"),
    "match.confirm_decline": _l("Decline confirmed"),
    "match.override_decline": _l("Decline overridden"),
    "match.reopen": _l("Reopened"),
    "match.suggest": _l("Suggested"),
    "match.accept": _l("Accepted by a side"),
    "match.decline": _l("Declined by a side"),
    "match.withdraw": _l("Acceptance taken back"),
    "match.introduce": _l("Introduced"),
    "listing.publish": _l("Published"),
    "listing.withdraw": _l("Withdrawn"),
}
CAUSES: Mapping[str, LazyString] = {
    "rejection_expired": _l("The rejection had reached its end"),
    "text_changed": _l("A text was edited"),
}


@blueprint.app_template_filter("verdict_reason")
def verdict_reason(code: str | None) -> str:
    """What a review's reason is called; a code that is no longer in use is named as it is."""
    if not code:
        return ""
    if code in set(RejectReason):
        return str(REASONS[RejectReason(code)][0])
    return str(SETTLED.get(code) or gettext("Reason %(code)s", code=code))


@blueprint.app_template_filter("event_label")
def event_label(event: AuditEvent) -> str:
    """What happened, in a few words; an action of another part of the site is named by where it led."""
    return str(ACTIONS.get(event.action) or state_word(event.to_state or event.action, event.entity_type))


@blueprint.app_template_filter("state_word")
def state_word(state: str, entity_type: str) -> str:
    """The word for a state as the trail stores it."""
    states = {Match.__tablename__: MatchState, Listing.__tablename__: ListingState}.get(entity_type)
    return str(word(states(state))) if states is not None and state in set(states) else state


@blueprint.app_template_filter("kind_word")
def kind_word(kind: str) -> str:
    """The word for a kind given by its value."""
    return str(word(Kind(kind)))


@blueprint.app_template_filter("event_cause")
def event_cause(event: AuditEvent) -> str:
    """Why it happened, where the trail says so in a code known here; else nothing."""
    code = event.details.get("cause") or event.details.get("reason") or ""
    if event.action == "listing.withdraw" and code in set(WithdrawReason):
        return str(WITHDRAW_REASONS[WithdrawReason(code)])
    if event.action == "match.reject":
        return verdict_reason(code)
    return str(CAUSES.get(code, ""))
