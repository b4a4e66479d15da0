"""What an import would do: each row set against the site, nothing written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlalchemy.orm import Session

from marketplace.models import ListingState, Organization
from marketplace.services.imports.difference import as_text, cut_to_difference
from marketplace.services.imports.fields import BY_KEY, CONTACT_KEYS, CONTENT_KEYS, ORGANIZATION_KEYS
from marketplace.services.imports.problems import Problem
from marketplace.services.imports.rows import Row
from marketplace.services.imports.standing import (
    Standing,
    listings_joining,
    listings_with_pairs,
    load_standing,
)
from marketplace.services.organizations.known import known_under

Action = Literal["add", "change", "same", "left"]
CREDIT_CODE = "unified_social_credit_code"
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


def plan_import(
    session: Session, rows: Sequence[Row], problems: list[Problem], own: Sequence[Organization] = ()
) -> Plan:
    """Set every row against the site; codes of the other kind go to `problems`, and so do listings that would
    pass to another organization with what two sides wrote and agreed on, or to that of the other side of an
    open pair. Seven queries.

    `own`: the organizations that whoever imports belongs to. Their listings are left alone: what is imported
    is published unread, and nobody publishes for themselves.
    """
    standing = load_standing(session, [row.code for row in rows])
    organizations = known_under(session, {row.values[CREDIT_CODE] for row in rows})
    rows = list(under_their_heirs(rows, organizations, problems))
    moves = changing_hands(rows, standing)
    bound, joining = listings_with_pairs(session, moves), listings_joining(session, moves)
    plan = Plan(organizations={one.code: one for one in organizations.values()})
    for row in rows:
        known = standing.get(row.code)
        if known is not None and known.listing.kind is not row.kind:
            problems.append(code_problem("other_kind_exists", row))
            continue
        if known is not None and known.listing.id in bound:
            problems.append(code_problem("changes_hands", row))
            continue
        if known is not None and known.listing.id in joining:
            problems.append(code_problem("joins_its_pair", row))
            continue
        entry = plan_row(row, known, plan.organizations)
        if entry.action in ("add", "change") and any(is_of(one, row, known) for one in own):
            problems.append(code_problem("own_organization", row, notice=True))
            plan.entries.append(Entry(row, "left", known))
            continue
        if entry.action == "left":
            problems.append(code_problem("code_left_alone", row, notice=True))
        plan.entries.append(entry)
    return plan


def under_their_heirs(
    rows: Sequence[Row], organizations: Mapping[str, Organization], problems: list[Problem]
) -> Iterator[Row]:
    """The rows; those that name an organization that was merged, under the one it went into.

    That one is called what the file calls it elsewhere, or else what it is called on the site.
    """
    said = {row.values[CREDIT_CODE]: row.values for row in rows}
    for row in rows:
        code = row.values[CREDIT_CODE]
        heir = organizations.get(code)
        if heir is None or heir.code == code:
            yield row
            continue
        named = {"organization": heir.name, "code": heir.code}
        where = (row.sheet, row.number, BY_KEY[CREDIT_CODE].header)
        problems.append(Problem("merged_organization", *where, value=code, notice=True, values=named))
        held = dict(zip(ORGANIZATION_KEYS, (heir.name, heir.organization_type, heir.code), strict=True))
        facts = {key: said.get(heir.code, held)[key] for key in ORGANIZATION_KEYS}
        yield replace(row, values={**row.values, **facts})


def changing_hands(rows: Sequence[Row], standing: Mapping[str, Standing]) -> dict[int, str]:
    """The listings that their rows put under another organization: its code by the listing's id."""
    known = ((standing[row.code], row.values[CREDIT_CODE]) for row in rows if row.code in standing)
    return {one.listing.id: code for one, code in known if code != one.value(CREDIT_CODE)}


def is_of(own: Organization, row: Row, known: Standing | None) -> bool:
    """Whether the row names the organization, or the listing belongs to it."""
    owner = known.listing.organization_id if known is not None else None
    return own.id == owner or own.unified_social_credit_code == row.values[CREDIT_CODE]


def code_problem(code: str, row: Row, *, notice: bool = False) -> Problem:
    """A problem of a row's code."""
    return Problem(code, row.sheet, row.number, BY_KEY["code"].header, value=row.code, notice=notice)


def plan_row(row: Row, known: Standing | None, organizations: Mapping[str, Organization]) -> Entry:
    """The fate of one row."""
    if known is None:
        return Entry(row, "add", publishes=True)
    state = known.listing.state
    if state in LEFT_ALONE or known.latest_number == 0:  # 0: its owner is still writing it
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
