"""The reasons for a rejection as the dialog lists them: in groups, each with the number that chooses it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from flask_babel import LazyString

from marketplace.services.reviews.reasons import CONSEQUENCES, RejectReason, offered_reasons
from marketplace.web.reason_words import REASON_GROUPS, REASONS, consequence_words


@dataclass(frozen=True)
class NumberedReason:
    """One line of the dialog."""

    number: int
    code: str
    label: LazyString
    explanation: LazyString
    consequences: list[str]
    days: int | None
    parks: bool
    mends: bool


def numbered_reasons(*, parking: bool | None = None) -> list[tuple[LazyString, list[NumberedReason]]]:
    """Group headings with their reasons, numbered from 1 throughout."""
    numbers = count(1)
    return [
        (REASON_GROUPS[group], [_line(next(numbers), code) for code in codes])
        for group, codes in offered_reasons(parking=parking).items()
    ]


def _line(number: int, code: RejectReason) -> NumberedReason:
    brings = CONSEQUENCES[code]
    return NumberedReason(
        number,
        code.value,
        *REASONS[code],
        consequence_words(code),
        brings.days,
        brings.parks,
        brings.mend is not None,
    )
