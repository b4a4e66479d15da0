"""Why a pair ended or was not recommended, in words fit to be read by those it concerns.

They are courteous, say what the reader can do with them, and never quote anybody's private note.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from marketplace.services.answers.reasons import DeclineReason

D = DeclineReason
OWN_DECLINE = _l("You had declined it; thank you for saying why.")
UNNAMED = _l("The other side thanks you and will not take it further at this time.")
# What the other side reads when a decline has been confirmed.
DECLINED: Mapping[DeclineReason, LazyString] = {
    D.DOES_NOT_SOLVE: _l("The demand side thanks you; its problem turned out to be a different one."),
    D.PARTLY_SOLVES: _l("The demand side thanks you; it looks for one offer that covers its whole problem."),
    D.NOT_MATURE_ENOUGH: _l(
        "The demand side thanks you; it needs something already proven in use. A pilot elsewhere would help."
    ),
    D.REFERENCES_MISSING: _l(
        "The demand side thanks you; it misses a comparable case. Name one in your listing if you can."
    ),
    D.OVER_BUDGET: _l("The demand side thanks you; your offer goes beyond the funds it has."),
    D.CANNOT_DELIVER_IN_TIME: _l(
        "The demand side thanks you; it needs the result earlier than you can deliver."
    ),
    D.NO_LOCAL_SERVICE: _l("The demand side thanks you; it depends on service on the spot."),
    D.COOPERATION_DIFFERS: _l("The demand side thanks you; it looks for another form of cooperation."),
    D.RULES_NOT_MET: _l(
        "The demand side thanks you; its rules on qualification, safety or data ask for more than your "
        "listing shows."
    ),
    D.DATA_MUST_STAY: _l("The demand side thanks you; its data may not leave its own machines."),
    D.PLATFORM_NOT_SUPPORTED: _l(
        "The demand side thanks you; it must use platforms that your listing does not name."
    ),
    D.HARD_TO_INTEGRATE: _l("The demand side thanks you; connecting with its systems would cost too much."),
    D.TENDER_REQUIRED: _l(
        "The demand side thanks you; by its rules it must put this out to tender first. Please watch its "
        "notices."
    ),
    D.FUNDS_NOT_APPROVED: _l(
        "The demand side thanks you; its funds are not approved yet, so it cannot go on now."
    ),
    D.ALREADY_SERVED: _l("The demand side thanks you; it has found a supplier in the meantime."),
    D.NEED_CHANGED: _l("The demand side thanks you; its need has changed in the meantime."),
    D.OUTSIDE_CAPABILITY: _l("The supplier thanks you; this lies outside of what it can deliver."),
    D.NEED_UNCLEAR: _l(
        "The supplier thanks you; it could not tell from the text what exactly is needed. More detail "
        "would help."
    ),
    D.CONDITIONS_MISSING: _l(
        "The supplier thanks you; it misses data or conditions on site. Say in your listing what there is."
    ),
    D.BUDGET_TOO_LOW: _l("The supplier thanks you; the budget does not cover its cost."),
    D.TIME_TOO_SHORT: _l("The supplier thanks you; the time until your deadline is too short for it."),
    D.PAYMENT_TERMS: _l("The supplier thanks you; the way of payment does not suit it."),
    D.TERMS_UNACCEPTABLE: _l("The supplier thanks you; it works in another form of cooperation."),
    D.REGION_OUT_OF_REACH: _l("The supplier thanks you; it does not work in your region at present."),
    D.QUALIFICATION_MISSING: _l(
        "The supplier thanks you; it does not hold a qualification that you ask for."
    ),
    D.DATA_ACCESS_MISSING: _l("The supplier thanks you; it cannot deliver without access to the data."),
    D.CONFLICT_OF_INTEREST: _l("The supplier thanks you; it is not free to work on this."),
    D.NO_CAPACITY: _l("The supplier thanks you; it has no people free for this at present."),
    D.OFFER_CHANGED: _l("The supplier thanks you; its offer has changed in the meantime."),
}
FIT = _l("What is needed and what is offered turned out to be about different things.")
PART = _l("What is offered covers only a part of what is needed.")
SHORT = _l("What is needed asks for more than the offer's text shows: capabilities, figures or interfaces.")
PROOF = _l("The need asks for something proven; the offer's text does not show a comparable use yet.")
MONEY = _l("Cost and budget lie too far apart.")
TIME = _l("It could not be delivered in the time that is given.")
PLACE = _l("The place or the service on the spot does not match.")
FORM = _l("The two look for different forms of cooperation.")
RULE = _l("Rules on data, safety or platforms that apply to the need are not met by what the text shows.")
PAPERS = _l("A qualification that is required is not shown.")
PARTIES = _l(
    "There are reasons in the relation of the two organizations for which we do not bring them together."
)
NEED_TEXT = _l("The need is not described clearly enough to judge; its owner is asked to add to it.")
OFFER_TEXT = _l("The offer is not described clearly enough to judge; please add figures, scope and cases.")
OLD = _l("One of the two listings is no longer current.")
LATER = _l("It is not the moment yet; our staff come back to it by themselves.")
BUSY = _l("The supplier is fully engaged at present.")
GENERAL = _l("Our staff see too little ground for a meeting at this time.")
# What somebody who asked for a pair reads when staff do not recommend it, by the staff's code.
REJECTED: Mapping[str, LazyString] = {
    **dict.fromkeys(("different_problem", "different_setting", "different_users", "different_scale"), FIT),
    **dict.fromkeys(("too_general", "partly_covered"), PART),
    **dict.fromkeys(
        (
            "capability_missing",
            "below_requirement",
            "data_unsupported",
            "integration_missing",
            "deployment_differs",
        ),
        SHORT,
    ),
    **dict.fromkeys(("not_mature", "no_case", "claims_unproven"), PROOF),
    **dict.fromkeys(("over_budget", "budget_missing"), MONEY),
    "too_late": TIME,
    **dict.fromkeys(("region_not_served", "on_site_service"), PLACE),
    **dict.fromkeys(("cooperation_differs", "rights_differ"), FORM),
    **dict.fromkeys(("data_rules", "security_level", "domestic_platform"), RULE),
    "qualification_missing": PAPERS,
    **dict.fromkeys(("connected_parties", "already_partners", "open_dispute", "side_refuses"), PARTIES),
    **dict.fromkeys(("need_unclear", "acceptance_missing", "unclear_text"), NEED_TEXT),
    **dict.fromkeys(("offer_unclear", "figures_missing", "advertising", "copied_text"), OFFER_TEXT),
    **dict.fromkeys(("outdated", "duplicate"), OLD),
    **dict.fromkeys(
        ("budget_pending", "call_not_open", "owner_asks_to_wait", "other_pair_first", "opinion_pending"),
        LATER,
    ),
    "no_capacity": BUSY,
    **dict.fromkeys(("failed_before", "other"), GENERAL),
    "publish_first": _l(
        "Please publish a listing of your own that shows what you bring; then ask again with it, or let "
        "the matching find the pair."
    ),
    "extend_listing": _l(
        "A listing that you have comes near. Add to it what you wrote to us, and ask again with it."
    ),
    "too_far": FIT,
    "target_served": _l("The listing you asked for is being talked about with others already."),
    "not_serious": _l(
        "From what you wrote we could not tell what you would bring. You are welcome to ask again."
    ),
}


def closing_words(code: str | None) -> str:
    """Why the other side declined, as one tells it to the one who is declined."""
    return str(DECLINED.get(DeclineReason(code), UNNAMED) if code in set(DeclineReason) else UNNAMED)


def turn_down_words(code: str | None) -> str:
    """Why staff do not recommend the pair that somebody asked for."""
    return str(REJECTED.get(code or "", GENERAL))


def init_app(app: Flask) -> None:
    """Give templates the `closing_words` and `turn_down_words` filters."""
    app.jinja_env.filters.update(closing_words=closing_words, turn_down_words=turn_down_words)
