"""The form of a listing: which fields it has, in which sections, and how long a good text is.

Limits and parsers are those of the importer, so that what can be typed can also be imported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.models import Kind, ListingVersion
from marketplace.services.imports.difference import as_text
from marketplace.services.imports.fields import BY_KEY, CONTACT_KEYS, CONTENT_KEYS

MOST_TYPED = 20_000
"""Characters of a field that a draft keeps: far more than any field may have when it is handed in."""


@dataclass(frozen=True)
class Section:
    """A part of the form under its own heading; `name` is a code that the pages have words for."""

    name: str
    keys: tuple[str, ...]


SECTIONS: Sequence[Section] = (
    Section("what", ("title", "industry", "region")),
    Section("content", ("summary", "description", "cases")),
    Section("terms", ("technologies", "maturity", "budget_wan", "deadline", "cooperation")),
    Section("contact", CONTACT_KEYS),
)
ALWAYS = frozenset({"title", "industry", "region", "summary", "description", "contact_name", "contact_phone"})
ADVISED: Mapping[str, tuple[int, int]] = {
    "title": (6, 30),
    "summary": (30, 90),
    "description": (80, 600),
    "cases": (20, 200),
}
"""How many characters a good text has. Advice: a shorter or a longer one is not refused."""


def sections_of(kind: Kind) -> list[Section]:
    """The sections with the fields that a listing of this kind has."""
    return [
        Section(section.name, tuple(key for key in section.keys if kind in BY_KEY[key].kinds))
        for section in SECTIONS
    ]


def keys_of(kind: Kind) -> list[str]:
    """The fields of a listing of this kind, in the order of the form."""
    return [key for section in sections_of(kind) for key in section.keys]


def clean_typed(kind: Kind, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, for every field of the kind; only what no column can hold is taken out."""
    return {
        key: str(typed.get(key, "")).replace("\x00", "").replace("\r\n", "\n")[:MOST_TYPED]
        for key in keys_of(kind)
    }


def typed_of(kind: Kind, version: ListingVersion, contact: Mapping[str, str]) -> dict[str, str]:
    """A stored text as somebody would have typed it."""
    texts = {key: as_text(getattr(version, key)) for key in CONTENT_KEYS}
    return clean_typed(kind, {**texts, **contact})


def as_given(values: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """The parsed values of these fields that the form has."""
    return {key: values[key] for key in keys if key in values}
