"""Check what was typed: what it says as values, and every problem by field with its mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marketplace.models import Kind
from marketplace.services.drafts.form import ALWAYS, keys_of
from marketplace.services.imports.fields import BY_KEY
from marketplace.services.imports.values import BadValue


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with a field: a code that the pages have a sentence for, with its values."""

    key: str
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """The fields that could be read, and the problems of the others, in the form's order."""

    values: Mapping[str, Any]
    problems: tuple[FieldProblem, ...]


def check_typed(kind: Kind, typed: Mapping[str, str], today: date) -> Checked:
    """Read every field of the kind; an unreadable one is a problem and has no value."""
    values: dict[str, Any] = {}
    problems = []
    for key in keys_of(kind):
        known = BY_KEY[key]
        try:
            values[key] = known.parse(typed.get(key, ""))
        except BadValue as bad:
            problems.append(FieldProblem(key, bad.code, dict(bad.values)))
            continue
        problem = _rule_broken(key, values[key], today)
        if problem is not None:
            problems.append(problem)
    return Checked(values, tuple(problems))


def _rule_broken(key: str, value: Any, today: date) -> FieldProblem | None:
    limit = BY_KEY[key].limit
    if key in ALWAYS and not value:
        return FieldProblem(key, "required")
    if limit is not None and isinstance(value, str) and len(value) > limit:
        return FieldProblem(key, "too_long", {"length": len(value), "limit": limit})
    if key == "deadline" and value is not None and value <= today:
        return FieldProblem(key, "past_deadline")
    return None
