"""Two texts side by side, cut down to where they differ."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Any

CONTEXT = 24
MOST = 400


def as_text(value: Any) -> str:
    """A field's value as the workbook writes it."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "、".join(str(item) for item in value)
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.isoformat() if isinstance(value, date) else str(value)


def cut_to_difference(key: str, old: Any, new: Any) -> dict[str, str]:
    """{"field", "lead", "old", "new", "tail"}: shared before, what was, what will be, shared after."""
    before, after = as_text(old), as_text(new)
    lead = shared_beginning(before, after)
    tail = shared_beginning(before[len(lead) :][::-1], after[len(lead) :][::-1])[::-1]
    longest = max(len(before), len(after))
    if longest <= CONTEXT or len(lead) + len(tail) < longest / 3:
        lead = tail = ""  # short, or hardly anything is shared: whole values read better than scraps
    end = len(tail)
    return {
        "field": key,
        "lead": lead if len(lead) <= CONTEXT else "…" + lead[-CONTEXT:],
        "old": shorten(before[len(lead) : len(before) - end]),
        "new": shorten(after[len(lead) : len(after) - end]),
        "tail": tail if len(tail) <= CONTEXT else tail[:CONTEXT] + "…",
    }


def shared_beginning(one: str, other: str) -> str:
    """The characters with which both begin."""
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def shorten(text: str) -> str:
    """At most MOST characters."""
    return text if len(text) <= MOST else text[: MOST - 1] + "…"
