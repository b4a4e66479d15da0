"""Why a side declines a pair: the codes each side may choose from.

Codes are kept for good: answers of the past carry them. Their words are the web's (web/decline_words.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from marketplace.models import Kind


class DeclineReason(StrEnum):
    """A reason to decline; which side may give it is said by REASONS."""

    DOES_NOT_SOLVE = "does_not_solve"
    OVER_BUDGET = "over_budget"
    CANNOT_DELIVER_IN_TIME = "cannot_deliver_in_time"
    NOT_MATURE_ENOUGH = "not_mature_enough"
    NO_LOCAL_SERVICE = "no_local_service"
    RULES_NOT_MET = "rules_not_met"
    HARD_TO_INTEGRATE = "hard_to_integrate"
    ALREADY_SERVED = "already_served"
    NEED_CHANGED = "need_changed"

    OUTSIDE_CAPABILITY = "outside_capability"
    BUDGET_TOO_LOW = "budget_too_low"
    TIME_TOO_SHORT = "time_too_short"
    NO_CAPACITY = "no_capacity"
    REGION_OUT_OF_REACH = "region_out_of_reach"
    TERMS_UNACCEPTABLE = "terms_unacceptable"
    CONDITIONS_MISSING = "conditions_missing"
    NEED_UNCLEAR = "need_unclear"
    OFFER_CHANGED = "offer_changed"

    OTHER = "other"


D = DeclineReason
REASONS: Mapping[Kind, tuple[DeclineReason, ...]] = {
    Kind.DEMAND: (
        D.DOES_NOT_SOLVE,
        D.OVER_BUDGET,
        D.CANNOT_DELIVER_IN_TIME,
        D.NOT_MATURE_ENOUGH,
        D.NO_LOCAL_SERVICE,
        D.RULES_NOT_MET,
        D.HARD_TO_INTEGRATE,
        D.ALREADY_SERVED,
        D.NEED_CHANGED,
        D.OTHER,
    ),
    Kind.SUPPLY: (
        D.OUTSIDE_CAPABILITY,
        D.BUDGET_TOO_LOW,
        D.TIME_TOO_SHORT,
        D.NO_CAPACITY,
        D.REGION_OUT_OF_REACH,
        D.TERMS_UNACCEPTABLE,
        D.CONDITIONS_MISSING,
        D.NEED_UNCLEAR,
        D.OFFER_CHANGED,
        D.OTHER,
    ),
}
