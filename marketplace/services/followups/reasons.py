"""Why staff close a pair: codes kept for good; their words are the web's (web/followup_words.py)."""

from __future__ import annotations

from enum import StrEnum


class ClosingReason(StrEnum):
    """Written so that both sides may read it."""

    NO_ANSWER = "no_answer"
    NEED_GONE = "need_gone"
    NO_BUDGET = "no_budget"
    TERMS_NOT_AGREED = "terms_not_agreed"
    PILOT_FAILED = "pilot_failed"
    FOUND_ANOTHER = "found_another"
    OFFER_GONE = "offer_gone"
    CONDITIONS_MISSING = "conditions_missing"
    DUPLICATE = "duplicate"
    OTHER = "other"
