"""What an import would do: each row set against the site, nothing written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy.orm import Session

from marketplace.models import ListingState, Organization
from marketplace.services.imports.difference import as_text, cut_to_difference
from marketplace.services.imports.fields import BY_KEY, CONTACT_KEYS, CONTENT_KEYS, ORGANIZATION_KEYS
from marketplace.services.imports.problems import Problem
from marketplace.services.imports.rows import Row
from marketplace.services.imports.standing import Standing, load_organizations, load_standing

Action = Literal["add", "change", "same", "left"]
PUBLISHES = frozenset({ListingState.DRAFT, ListingState.SUBMITTED})
"""A listing in one of these states is published by an import that names it, as the files of staff are."""
LEFT_ALONE = frozenset({ListingState.WITHDRAWN, ListingState.FULFILLED, ListingState.CHANGES_REQUESTED})
"""Somebody took it down, finished it or is mending it: a file must not undo that unseen."""


@dataclass(frozen=True)
class Entry:
    """One row and what becomes of it. `changed` names the fields that differ; contacts by name only."""

    row: Row
    action: Action
    standing: Standing | None = None
    changed: tuple[str, ...] = ()
    publishes: bool = False

    @property
    def new_version(self) -> bool:
        """Whether the listing's text changes, so that a version must be written."""
        return self.action == "add" or any(key in CONTENT_KEYS for key in self.changed)

    def stored(self) -> dict[str, Any]:
        """The entry as the preview keeps it: no contact's value."""
        return {
            "action": self.action,
            "sheet": self.row.sheet,
            "row": self.row.number,
            "kind": self.row.kind.value,
            "code": self.row.code,
            "title": self.row.values["title"],
            "organization": self.row.values["organization"],
            "publishes": self.publishes,
            "contact": any(key in CONTACT_KEYS for key in self.changed),
            "changes": [self._cut(key) for key in self.changed if key not in CONTACT_KEYS],
        }

    def _cut(self, key: str) -> dict[str, str]:
        assert self.standing is not None, "only a listing that exists has changed fields"
        return cut_to_difference(key, self.standing.value(key), self.row.values[key])


@dataclass
class Plan:
    """All entries in the file's order, and the organizations they name that exist already."""

    entries: list[Entry] = field(default_factory=list)
    organizations: dict[str, Organization] = field(default_factory=dict)

    def count(self, action: Action) -> int:
        """How many rows have this fate."""
        return sum(entry.action == action for entry in self.entries)

    def acting(self) -> list[Entry]:
        """The entries that change something."""
        return [entry for entry in self.entries if entry.action in ("add", "change")]

    def fingerprint(self) -> str:
        """SHA-256 (hex) of everything the plan would do, to tell whether a preview still holds."""
        digest = hashlib.sha256()
        for entry in self.entries:
            old = {key: as_text(entry.standing.value(key)) for key in entry.changed} if entry.standing else {}
            new = {key: as_text(value) for key, value in entry.row.values.items()}
            for key in CONTACT_KEYS:
                old.pop(key, None)
                new.pop(key, None)
            parts = [entry.action, entry.row.code, entry.publishes, entry.changed, old, new]
            digest.update(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode())
        return digest.hexdigest()


def plan_import(session: Session, rows: Sequence[Row], problems: list[Problem]) -> Plan:
    """Set every row against the site; codes of the other kind go to `problems`. Four queries."""
    standing = load_standing(session, [row.code for row in rows])
    credit_codes = {row.values["unified_social_credit_code"] for row in rows}
    plan = Plan(organizations=load_organizations(session, credit_codes))
    for row in rows:
        known = standing.get(row.code)
        if known is not None and known.listing.kind is not row.kind:
            problems.append(code_problem("other_kind_exists", row))
            continue
        entry = plan_row(row, known, plan.organizations)
        if entry.action == "left":
            problems.append(code_problem("code_left_alone", row, notice=True))
        plan.entries.append(entry)
    return plan


def code_problem(code: str, row: Row, *, notice: bool = False) -> Problem:
    """A problem of a row's code."""
    return Problem(code, row.sheet, row.number, BY_KEY["code"].header, value=row.code, notice=notice)


def plan_row(row: Row, known: Standing | None, organizations: Mapping[str, Organization]) -> Entry:
    """The fate of one row."""
    if known is None:
        return Entry(row, "add", publishes=True)
    state = known.listing.state
    if state in LEFT_ALONE:
        return Entry(row, "left", known)
    changed = tuple(changed_fields(row, known))
    content = any(key in CONTENT_KEYS for key in changed)
    publishes = state in PUBLISHES or (state is ListingState.EXPIRED and content)
    return Entry(row, "change" if changed or publishes else "same", known, changed, publishes)


def changed_fields(row: Row, known: Standing) -> Iterator[str]:
    """The keys whose value the file changes. A field without a column keeps what it has."""
    for key in (*CONTENT_KEYS, *ORGANIZATION_KEYS, *CONTACT_KEYS):
        if key in row.values and not same(row.values[key], known.value(key)):
            yield key


def same(new: Any, old: Any) -> bool:
    """Whether two values mean the same: an empty text, an empty list and None do."""
    return bool(new == old) or as_text(new) == as_text(old)
