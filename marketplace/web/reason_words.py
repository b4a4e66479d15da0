"""The reasons against a pair in words: what each is called, when to choose it, and what it brings about."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _l

from marketplace.models import Kind
from marketplace.services.reviews.reasons import CONSEQUENCES, ReasonGroup, RejectReason

R, G = RejectReason, ReasonGroup
REASON_GROUPS: Mapping[ReasonGroup, LazyString] = {
    G.FIT: _l("It does not solve the problem"),
    G.CAPABILITY: _l("It cannot do what is asked"),
    G.EVIDENCE: _l("It is not shown to work"),
    G.CONSTRAINTS: _l("Conditions stand against it"),
    G.ORGANIZATION: _l("The organizations"),
    G.LISTING: _l("The texts themselves"),
    G.PROCEDURE: _l("Not now: park it"),
    G.OTHER: _l("Something else"),
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
    R.DIFFERENT_USERS: (
        _l("Made for other users"),
        _l("It serves those who run the business, not those who have the problem, or the reverse."),
    ),
    R.DIFFERENT_SCALE: (_l("Another scale"), _l("It is built for far larger or far smaller use.")),
    R.TOO_GENERAL: (_l("A general offer"), _l("It names no way to solve this very problem.")),
    R.PARTLY_COVERED: (_l("Only a small part"), _l("The main points of the need stay unanswered.")),
    R.CAPABILITY_MISSING: (
        _l("A key capability is missing"),
        _l("Something the demand insists on is not offered."),
    ),
    R.BELOW_REQUIREMENT: (
        _l("Below the required figures"),
        _l("Accuracy, speed or scale fall short of what is asked."),
    ),
    R.DATA_UNSUPPORTED: (
        _l("Cannot use the data there is"),
        _l("It needs data the owner does not have."),
    ),
    R.INTEGRATION_MISSING: (
        _l("Does not connect"),
        _l("It cannot be joined to the systems or devices in use."),
    ),
    R.DEPLOYMENT_DIFFERS: (
        _l("Another way of running"),
        _l("Asked for on site or at the edge, offered in the cloud only, or the like."),
    ),
    R.NOT_MATURE: (_l("Not mature enough"), _l("The demand needs something proven; this is still research.")),
    R.NO_CASE: (_l("No comparable case"), _l("Nothing like it has been delivered yet.")),
    R.CLAIMS_UNPROVEN: (
        _l("Claims without proof"),
        _l("Figures without a report or a named reference."),
    ),
    R.FAILED_BEFORE: (_l("A trial failed before"), _l("An earlier test or pilot of it did not pass.")),
    R.COPIED_TEXT: (_l("Copied from the need"), _l("The offer repeats the need's own words to look alike.")),
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
    R.DATA_RULES: (
        _l("Data or safety rules forbid it"),
        _l("The data may not leave the site, or the like."),
    ),
    R.SECURITY_LEVEL: (
        _l("Security level not reached"),
        _l("The required grade of protection or cryptography assessment is not there."),
    ),
    R.DOMESTIC_PLATFORM: (
        _l("Not adapted to domestic platforms"),
        _l("It does not run on the chips or systems that are prescribed."),
    ),
    R.ON_SITE_SERVICE: (_l("No service on site"), _l("Operation and repair are not offered as asked.")),
    R.RIGHTS_DIFFER: (
        _l("Rights do not meet"),
        _l("Who owns data, models or results is wanted otherwise."),
    ),
    R.QUALIFICATION_MISSING: (
        _l("A qualification is missing"),
        _l("A licence, certificate or filing that is required is not there."),
    ),
    R.NO_CAPACITY: (_l("No people free"), _l("The supplier cannot take on more work now.")),
    R.ALREADY_PARTNERS: (_l("They work together already"), _l("This very matter is under contract.")),
    R.CONNECTED_PARTIES: (
        _l("The parties are connected"),
        _l("Both belong to the same group, or their interests conflict."),
    ),
    R.OPEN_DISPUTE: (_l("An open dispute"), _l("The two organizations are in a dispute or a lawsuit.")),
    R.SIDE_REFUSES: (_l("One side refuses the other"), _l("It has asked not to be paired with it again.")),
    R.NEED_UNCLEAR: (_l("The need is not clear"), _l("What is wanted cannot be judged.")),
    R.BUDGET_MISSING: (_l("No budget or time is named"), _l("Without them no supplier can answer.")),
    R.ACCEPTANCE_MISSING: (_l("No measurable acceptance"), _l("Nobody can tell when the need would be met.")),
    R.OFFER_UNCLEAR: (_l("The offer is not clear"), _l("What is offered cannot be judged.")),
    R.FIGURES_MISSING: (_l("No figures"), _l("What the product reaches is nowhere stated.")),
    R.ADVERTISING: (_l("Advertising"), _l("Praise instead of what it does and for whom.")),
    R.OUTDATED: (_l("Out of date"), _l("The need is met already, or the offer no longer exists.")),
    R.DUPLICATE: (_l("A duplicate"), _l("The same supply stands in the list a second time.")),
    R.UNCLEAR_TEXT: (_l("The text is not clear enough"), _l("What is wanted or offered cannot be judged.")),
    R.BUDGET_PENDING: (_l("The budget is not approved yet"), _l("The owner is waiting for the money.")),
    R.CALL_NOT_OPEN: (_l("The call is not open yet"), _l("The procurement or the collection begins later.")),
    R.OWNER_ASKS_TO_WAIT: (_l("A side asks to wait"), _l("It has said when it can look at pairs again.")),
    R.OTHER_PAIR_FIRST: (_l("Another pair comes first"), _l("A better one for the same need is under way.")),
    R.OPINION_PENDING: (_l("An expert is being asked"), _l("A specialist's opinion is on its way.")),
    R.OTHER: (_l("Another reason"), _l("Say which in the note.")),
}
MENDING: Mapping[Kind, LazyString] = {
    Kind.DEMAND: _l("the owner of the need is asked to mend it"),
    Kind.SUPPLY: _l("the supplier is asked to mend the offer"),
}


def consequence_words(code: RejectReason) -> list[str]:
    """What choosing the reason brings about, a phrase each."""
    brings = CONSEQUENCES[code]
    if brings.days is None:
        said = [gettext("does not come back by itself")]
    elif brings.parks:
        said = [ngettext("parked for %(num)s day", "parked for %(num)s days", brings.days)]
    else:
        said = [ngettext("comes back after %(num)s day", "comes back after %(num)s days", brings.days)]
    if brings.blocks:
        said.append(gettext("the two organizations are kept apart"))
    if brings.mend is not None:
        said.append(str(MENDING[brings.mend]))
    if brings.teaches:
        said.append(gettext("teaches the matcher"))
    return [str(words) for words in said]
