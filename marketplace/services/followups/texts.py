"""What people type into the steps of a pair, checked."""

from __future__ import annotations

from datetime import date, timedelta

from marketplace.errors import InvalidInput

LONGEST = 2000
LONGEST_LINE = 200
FARTHEST = timedelta(days=5 * 366)


def check_text(value: str, field: str, *, most: int = LONGEST, needed: bool = False) -> str:
    """The text without surrounding space. Raises InvalidInput naming the field."""
    value = value.strip()
    if needed and not value:
        raise InvalidInput("Please fill this in.", field=field)
    if len(value) > most:
        raise InvalidInput("At most %(most)s characters, please.", field=field, most=most)
    if "\x00" in value:
        raise InvalidInput("This contains characters that cannot be stored.", field=field)
    return value


def check_past(day: date | None, field: str, today: date) -> date:
    """A day on which something can have happened. Raises InvalidInput."""
    if day is None:
        raise InvalidInput("Give the date.", field=field)
    if day > today:
        raise InvalidInput("This date is still to come.", field=field)
    if day < today - FARTHEST:
        raise InvalidInput("This date is too long ago.", field=field)
    return day


def check_coming(day: date | None, field: str, today: date) -> date:
    """A day that is not over yet. Raises InvalidInput."""
    if day is None:
        raise InvalidInput("Give the date.", field=field)
    if day < today:
        raise InvalidInput("This date has passed.", field=field)
    if day > today + FARTHEST:
        raise InvalidInput("The date may be at most five years ahead.", field=field)
    return day
