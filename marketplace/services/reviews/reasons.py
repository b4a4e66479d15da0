"""Why staff do not recommend a pair: the codes, grouped as a clerk thinks of them.

Codes are kept for good: verdicts of the past carry them. Their words are the web's (web/verdict_words.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class RejectReason(StrEnum):
    """A reason staff may choose."""

    DIFFERENT_PROBLEM = "different_problem"
    DIFFERENT_SETTING = "different_setting"
    CAPABILITY_MISSING = "capability_missing"
    BELOW_REQUIREMENT = "below_requirement"
    OVER_BUDGET = "over_budget"
    TOO_LATE = "too_late"
    REGION_NOT_SERVED = "region_not_served"
    COOPERATION_DIFFERS = "cooperation_differs"
    NOT_MATURE = "not_mature"
    QUALIFICATION_MISSING = "qualification_missing"
    DATA_RULES = "data_rules"
    CONNECTED_PARTIES = "connected_parties"
    UNCLEAR_TEXT = "unclear_text"
    OUTDATED = "outdated"
    DUPLICATE = "duplicate"
    OTHER = "other"


class ReasonGroup(StrEnum):
    """The headings the reasons stand under."""

    FIT = "fit"
    TERMS = "terms"
    RULES = "rules"
    TEXT = "text"


R = RejectReason
GROUPS: Mapping[ReasonGroup, tuple[RejectReason, ...]] = {
    ReasonGroup.FIT: (
        R.DIFFERENT_PROBLEM,
        R.DIFFERENT_SETTING,
        R.CAPABILITY_MISSING,
        R.BELOW_REQUIREMENT,
    ),
    ReasonGroup.TERMS: (
        R.OVER_BUDGET,
        R.TOO_LATE,
        R.REGION_NOT_SERVED,
        R.COOPERATION_DIFFERS,
        R.NOT_MATURE,
    ),
    ReasonGroup.RULES: (R.QUALIFICATION_MISSING, R.DATA_RULES, R.CONNECTED_PARTIES),
    ReasonGroup.TEXT: (R.UNCLEAR_TEXT, R.OUTDATED, R.DUPLICATE, R.OTHER),
}

# Reviews written when a side declined carry one of these; staff cannot choose them.
DECLINE_CONFIRMED = "decline_confirmed"
DECLINE_OVERRIDDEN = "decline_overridden"
