"""Why staff give a question or a reply back to its writer. Codes are kept for good."""

from __future__ import annotations

from enum import StrEnum

from marketplace.errors import InvalidInput


class ReturnReason(StrEnum):
    """What the writer should do otherwise."""

    IDENTIFIES = "identifies"
    CONTACT_INSIDE = "contact_inside"
    ANSWERED_IN_TEXT = "answered_in_text"
    UNCLEAR = "unclear"
    TOO_MUCH = "too_much"
    CONFIDENTIAL = "confidential"
    PRICE_TALK = "price_talk"
    NOT_FITTING = "not_fitting"


def check_return_reason(code: str) -> ReturnReason:
    """The reason chosen. Raises InvalidInput with field `reason`."""
    if code not in set(ReturnReason):
        raise InvalidInput("Choose a reason.", field="reason")
    return ReturnReason(code)
