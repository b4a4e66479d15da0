"""The form of a listing as its page shows it: sections of fields, each with all that stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString

from marketplace.models import Kind, ListingComment, Maturity
from marketplace.models.vocabulary import INDUSTRIES, REGIONS
from marketplace.services.drafts.check import Checked
from marketplace.services.drafts.form import ADVISED, ALWAYS, sections_of
from marketplace.services.imports.fields import BY_KEY
from marketplace.web.field_words import field_word
from marketplace.web.workspace.draft_words import (
    EXAMPLES,
    HINTS,
    SECTION_LEADS,
    SECTION_TITLES,
    say_problem,
)

CHOICES: Mapping[str, Sequence[str]] = {
    "industry": INDUSTRIES,
    "region": REGIONS,
    "maturity": [stage.value for stage in Maturity],
}
ROWS: Mapping[str, int] = {"summary": 3, "description": 12, "cases": 4}
TYPES: Mapping[str, str] = {"contact_phone": "tel", "contact_email": "email"}


@dataclass(frozen=True)
class FieldView:
    """One field: what it is called, what stands in it, what helps, what is wrong, what staff asked."""

    key: str
    label: str
    value: str
    required: bool
    hint: LazyString | str
    example: str
    advised: tuple[int, int] | None
    limit: int | None
    problem: str
    comments: Sequence[ListingComment]

    @property
    def choices(self) -> Sequence[str]:
        """The values to choose from, none where one types."""
        return CHOICES.get(self.key, ())

    @property
    def rows(self) -> int:
        """How high the field is; 0 for a single line."""
        return ROWS.get(self.key, 0)

    @property
    def type(self) -> str:
        """The kind of input. A day is picked, unless something else was typed that must not be lost."""
        if self.key == "deadline":
            return "date" if not self.value or _is_day(self.value) else "text"
        return TYPES.get(self.key, "text")


@dataclass(frozen=True)
class SectionView:
    """A section with its fields; `filled` of `needed` obligatory ones have something in them."""

    name: str
    title: LazyString
    lead: LazyString
    fields: Sequence[FieldView]

    @property
    def needed(self) -> int:
        """How many fields must be filled in."""
        return sum(field.required for field in self.fields)

    @property
    def filled(self) -> int:
        """How many of them are."""
        return sum(field.required and bool(field.value.strip()) for field in self.fields)

    @property
    def attention(self) -> int:
        """How many fields have a problem or a comment."""
        return sum(bool(field.problem or field.comments) for field in self.fields)


def view_sections(
    kind: Kind,
    typed: Mapping[str, str],
    comments: Mapping[str, Sequence[ListingComment]],
    checked: Checked | None,
) -> list[SectionView]:
    """The sections. `checked` None: nothing is said to be wrong yet."""
    problems = {problem.key: say_problem(problem) for problem in checked.problems} if checked else {}
    return [
        SectionView(
            section.name,
            SECTION_TITLES[section.name],
            SECTION_LEADS[section.name],
            [
                FieldView(
                    key=key,
                    label=field_word(key),
                    value=typed.get(key, ""),
                    required=key in ALWAYS,
                    hint=HINTS[kind].get(key, ""),
                    example=EXAMPLES[kind].get(key, ""),
                    advised=ADVISED.get(key),
                    limit=BY_KEY[key].limit,
                    problem=problems.get(key, ""),
                    comments=comments.get(key, ()),
                )
                for key in section.keys
            ],
        )
        for section in sections_of(kind)
    ]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
