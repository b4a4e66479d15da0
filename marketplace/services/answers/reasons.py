"""Why a side declines a pair: the codes each side may choose from, grouped, and what follows from each.

Codes are kept for good: answers of the past carry them. Their words are the web's: what the chooser reads in
web/decline_words.py, what the other side is told in web/closing_words.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from marketplace.models import Kind


class DeclineReason(StrEnum):
    """A reason to decline; which side may give it is said by GROUPS."""

    DOES_NOT_SOLVE = "does_not_solve"
    PARTLY_SOLVES = "partly_solves"
    NOT_MATURE_ENOUGH = "not_mature_enough"
    REFERENCES_MISSING = "references_missing"
    OVER_BUDGET = "over_budget"
    CANNOT_DELIVER_IN_TIME = "cannot_deliver_in_time"
    NO_LOCAL_SERVICE = "no_local_service"
    COOPERATION_DIFFERS = "cooperation_differs"
    RULES_NOT_MET = "rules_not_met"
    DATA_MUST_STAY = "data_must_stay"
    PLATFORM_NOT_SUPPORTED = "platform_not_supported"
    HARD_TO_INTEGRATE = "hard_to_integrate"
    TENDER_REQUIRED = "tender_required"
    FUNDS_NOT_APPROVED = "funds_not_approved"
    ALREADY_SERVED = "already_served"
    NEED_CHANGED = "need_changed"

    OUTSIDE_CAPABILITY = "outside_capability"
    NEED_UNCLEAR = "need_unclear"
    CONDITIONS_MISSING = "conditions_missing"
    BUDGET_TOO_LOW = "budget_too_low"
    TIME_TOO_SHORT = "time_too_short"
    PAYMENT_TERMS = "payment_terms"
    TERMS_UNACCEPTABLE = "terms_unacceptable"
    REGION_OUT_OF_REACH = "region_out_of_reach"
    QUALIFICATION_MISSING = "qualification_missing"
    DATA_ACCESS_MISSING = "data_access_missing"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NO_CAPACITY = "no_capacity"
    OFFER_CHANGED = "offer_changed"

    OTHER = "other"


class DeclineGroup(StrEnum):
    """The headings that the reasons stand under."""

    FIT = "fit"
    TERMS = "terms"
    RULES = "rules"
    OURSELVES = "ourselves"


class Consequence(StrEnum):
    """What follows once staff confirm, besides the closing of the pair."""

    PAIR_ONLY = "pair_only"
    CHECK_OWN_LISTING = "check_own_listing"
    IMPROVE_OTHER_LISTING = "improve_other_listing"


D, G, C = DeclineReason, DeclineGroup, Consequence
GROUPS: Mapping[Kind, Mapping[DeclineGroup, tuple[DeclineReason, ...]]] = {
    Kind.DEMAND: {
        G.FIT: (D.DOES_NOT_SOLVE, D.PARTLY_SOLVES, D.NOT_MATURE_ENOUGH, D.REFERENCES_MISSING),
        G.TERMS: (D.OVER_BUDGET, D.CANNOT_DELIVER_IN_TIME, D.NO_LOCAL_SERVICE, D.COOPERATION_DIFFERS),
        G.RULES: (D.RULES_NOT_MET, D.DATA_MUST_STAY, D.PLATFORM_NOT_SUPPORTED, D.HARD_TO_INTEGRATE),
        G.OURSELVES: (D.TENDER_REQUIRED, D.FUNDS_NOT_APPROVED, D.ALREADY_SERVED, D.NEED_CHANGED, D.OTHER),
    },
    Kind.SUPPLY: {
        G.FIT: (D.OUTSIDE_CAPABILITY, D.NEED_UNCLEAR, D.CONDITIONS_MISSING),
        G.TERMS: (
            D.BUDGET_TOO_LOW,
            D.TIME_TOO_SHORT,
            D.PAYMENT_TERMS,
            D.TERMS_UNACCEPTABLE,
            D.REGION_OUT_OF_REACH,
        ),
        G.RULES: (D.QUALIFICATION_MISSING, D.DATA_ACCESS_MISSING, D.CONFLICT_OF_INTEREST),
        G.OURSELVES: (D.NO_CAPACITY, D.OFFER_CHANGED, D.OTHER),
    },
}
REASONS: Mapping[Kind, tuple[DeclineReason, ...]] = {
    side: tuple(reason for reasons in groups.values() for reason in reasons)
    for side, groups in GROUPS.items()
}
CONSEQUENCES: Mapping[DeclineReason, Consequence] = {
    **dict.fromkeys(
        (D.ALREADY_SERVED, D.NEED_CHANGED, D.FUNDS_NOT_APPROVED, D.NO_CAPACITY, D.OFFER_CHANGED),
        C.CHECK_OWN_LISTING,
    ),
    **dict.fromkeys((D.NEED_UNCLEAR, D.CONDITIONS_MISSING, D.REFERENCES_MISSING), C.IMPROVE_OTHER_LISTING),
}


def consequence_of(code: str | None) -> Consequence:
    """What follows from a reason; from one no longer in use, the closing of the pair alone."""
    return CONSEQUENCES.get(DeclineReason(code), C.PAIR_ONLY) if code in set(DeclineReason) else C.PAIR_ONLY
