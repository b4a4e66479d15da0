"""Reads the filters from an address. What cannot be understood is left out and named, never an error page."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from marketplace.models import Kind, Maturity
from marketplace.services.listings.query import ListingQuery, Sort

LONGEST_TEXT = 100
LONGEST_VALUE = 60
MOST_VALUES = 30
LARGEST_BUDGET = Decimal(10) ** 9
LAST_PAGE = 1_000_000

Choice = TypeVar("Choice", bound=StrEnum)
Arguments = MultiDict[str, str]


def read_query(arguments: Arguments) -> tuple[ListingQuery, list[str]]:
    """The query of an address, and what was wrong with it in the reader's language."""
    problems: list[str] = []
    low, high = (read_budget(arguments, name, problems) for name in ("budget_from", "budget_to"))
    if low is not None and high is not None and low > high:
        problems.append(gettext("The lowest budget is above the highest; budgets are not filtered."))
        low = high = None
    query = ListingQuery(
        text=read_text(arguments, problems),
        kinds=read_choices(arguments, "kind", Kind, problems),
        industries=read_values(arguments, "industry"),
        regions=read_values(arguments, "region"),
        technologies=read_values(arguments, "technology"),
        maturities=read_choices(arguments, "maturity", Maturity, problems),
        budget_from=low,
        budget_to=high,
        sort=next(iter(read_choices(arguments, "sort", Sort, problems)), None),
        page=read_page(arguments, problems),
    )
    return query, list(dict.fromkeys(problems))


def clean(text: str) -> str:
    """The text in composed form, without control characters (PostgreSQL takes no NUL), spaces joined."""
    kept = (" " if unicodedata.category(letter) in {"Cc", "Cs", "Co"} else letter for letter in text)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def read_text(arguments: Arguments, problems: list[str]) -> str:
    """The words searched for."""
    text = clean(arguments.get("q", "")[: LONGEST_TEXT * 20])
    if len(text) > LONGEST_TEXT:
        problems.append(
            gettext("Only the first %(number)s characters were searched for.", number=LONGEST_TEXT)
        )
    return text[:LONGEST_TEXT].strip()


def read_values(arguments: Arguments, name: str) -> tuple[str, ...]:
    """The chosen values of an open facet; one that no listing has simply finds nothing."""
    values = (clean(value[:LONGEST_VALUE]) for value in arguments.getlist(name)[:MOST_VALUES])
    return tuple(dict.fromkeys(value for value in values if value))


def read_choices(
    arguments: Arguments, name: str, among: type[Choice], problems: list[str]
) -> tuple[Choice, ...]:
    """The chosen values of a closed facet; others are named."""
    known = {member.value: member for member in among}
    values = [value for value in arguments.getlist(name)[:MOST_VALUES] if value]
    if any(value not in known for value in values):
        problems.append(gettext("A filter in the address is not known and was left out."))
    return tuple(dict.fromkeys(known[value] for value in values if value in known))


def read_budget(arguments: Arguments, name: str, problems: list[str]) -> Decimal | None:
    """A budget in 万元."""
    text = clean(arguments.get(name, "")[:LONGEST_VALUE])
    if not text:
        return None
    try:
        budget = Decimal(text)
    except InvalidOperation:
        budget = Decimal("NaN")
    if not budget.is_finite() or not 0 <= budget <= LARGEST_BUDGET:
        problems.append(gettext("A budget must be a number from 0 up; budgets are not filtered by it."))
        return None
    return budget


def read_page(arguments: Arguments, problems: list[str]) -> int:
    """The number of the page, from 1."""
    text = arguments.get("page", "1")
    if not (text.isascii() and text.isdigit() and int(text[:20]) > 0):
        problems.append(gettext("There is no such page of results; this is the first."))
        return 1
    return min(int(text[:20]), LAST_PAGE)
