"""Whether an edit of a listing changes what it says."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from marketplace.models import ListingVersion

PROSE = ("title", "summary", "description", "cases", "cooperation", "industry", "region")
FACTS = ("maturity", "budget_wan", "deadline")


def is_material(old: ListingVersion, new: ListingVersion) -> bool:
    """Whether anything differs but spaces, punctuation, letter case, and the order of technologies.

    One letter can turn a need around, so every change of a letter or a figure counts.
    """
    if any(getattr(old, name) != getattr(new, name) for name in FACTS):
        return True
    if {substance(word) for word in old.technologies} != {substance(word) for word in new.technologies}:
        return True
    return any(substance(getattr(old, name)) != substance(getattr(new, name)) for name in PROSE)


def substance(text: str | None) -> str:
    """The letters and digits of a text, in one width and one case.

    A point or comma between digits, a sign before one and symbols (%, +, ≥) stay: they change figures.
    """
    plain = unicodedata.normalize("NFKC", text or "").casefold()
    kept = []
    for place, letter in enumerate(plain):
        category = unicodedata.category(letter)[0]
        follows_on_digit = place + 1 < len(plain) and plain[place + 1].isdigit()
        if category in "LNSM" or (category == "P" and (follows_on_digit or letter == "%")):
            kept.append(letter)
    return "".join(kept)


def needs_review(
    old: ListingVersion, new: ListingVersion, *, old_files: Collection[int], new_files: Collection[int]
) -> bool:
    """Whether an edit of a public listing goes back to staff: it is material, or brings other files."""
    return is_material(old, new) or set(old_files) != set(new_files)
