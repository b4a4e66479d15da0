"""The reasons for a rejection as the dialog lists them: in groups, each with the number that chooses it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from flask_babel import LazyString

from marketplace.services.reviews.reasons import GROUPS
from marketplace.web.verdict_words import REASON_GROUPS, REASONS


@dataclass(frozen=True)
class NumberedReason:
    """One line of the dialog."""

    number: int
    code: str
    label: LazyString
    explanation: LazyString


def numbered_reasons() -> list[tuple[LazyString, list[NumberedReason]]]:
    """Group headings with their reasons, numbered from 1 throughout."""
    numbers = count(1)
    return [
        (
            REASON_GROUPS[group],
            [NumberedReason(next(numbers), code.value, *REASONS[code]) for code in codes],
        )
        for group, codes in GROUPS.items()
    ]
