"""What a dashboard is narrowed to, read from the address and written into it again."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext

from marketplace.models.vocabulary import INDUSTRIES, REGIONS
from marketplace.services.dashboards.bands import BANDS
from marketplace.services.dashboards.scope import Narrowing
from marketplace.web.numbers import read_number

LONGEST_SLUG = 100


def read_narrowing(problems: list[str]) -> Narrowing:
    """The filters of the address; what cannot be read is named among the problems and left out."""
    since, until = _read_day("since", problems), _read_day("until", problems)
    if since and until and since > until:
        problems.append(gettext("The period ends before it begins."))
        since = until = None
    industry, region = request.args.get("industry", ""), request.args.get("region", "")
    band = read_number("band")
    return Narrowing(
        since=since,
        until=until,
        industry=industry if industry in INDUSTRIES else "",
        region=region if region in REGIONS else "",
        listed=_printable(request.args.get("listed", "")),
        supplier=read_number("supplier"),
        band=band if band is not None and band < BANDS else None,
    )


def as_arguments(chosen: Narrowing) -> dict[str, Any]:
    """The same as an address carries it."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in vars(chosen).items()
        if value not in (None, "")
    }


def _printable(text: str) -> str:
    return "".join(letter for letter in text[:LONGEST_SLUG] if letter.isprintable())


def _read_day(name: str, problems: list[str]) -> date | None:
    raw = request.args.get(name, "").strip()
    try:
        return date.fromisoformat(raw) if raw else None
    except ValueError:
        problems.append(
            gettext("“%(text)s” is not a date; write it as year-month-day.", text=_printable(raw))
        )
        return None
