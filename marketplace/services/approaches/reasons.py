"""How staff answer a request that brought no listing of the asker's own. Codes are kept for good."""

from __future__ import annotations

from enum import StrEnum

from marketplace.errors import InvalidInput


class ApproachAnswer(StrEnum):
    """What the asker is told."""

    PUBLISH_FIRST = "publish_first"
    EXTEND_LISTING = "extend_listing"
    TOO_FAR = "too_far"
    TARGET_SERVED = "target_served"
    NOT_SERIOUS = "not_serious"


def check_answer(code: str) -> str:
    """The answer chosen. Raises InvalidInput with field `reason`."""
    if code not in set(ApproachAnswer):
        raise InvalidInput("Choose a reason.", field="reason")
    return ApproachAnswer(code).value
