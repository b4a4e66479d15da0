"""Why staff refuse to verify an organization: codes with words fit to be read by the applicant."""

from __future__ import annotations

from enum import StrEnum


class RefusalReason(StrEnum):
    """The coded reasons."""

    CODE_DIFFERS = "code_differs"
    NAME_DIFFERS = "name_differs"
    UNREADABLE = "unreadable"
    EXPIRED = "expired"
    NOT_AUTHORISED = "not_authorised"
    NOT_ELIGIBLE = "not_eligible"
    OTHER = "other"
