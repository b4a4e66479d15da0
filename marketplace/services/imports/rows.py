"""Records into checked rows: each cell by its field's parser, then what only the whole file can show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from marketplace.models import Kind
from marketplace.services.imports.fields import BY_KEY, FIELDS, ORGANIZATION_KEYS, Field
from marketplace.services.imports.problems import Problem, shown_value
from marketplace.services.imports.sources.table import Record
from marketplace.services.imports.values import BadValue

PREFIXES = {"G": Kind.SUPPLY, "X": Kind.DEMAND}
"""The official list's codes: G 供给, X 需求. Asked where neither a column nor the sheet says the kind."""


@dataclass(frozen=True)
class Seen:
    """Where a row stands, and of its fields those that could be parsed."""

    sheet: str
    number: int
    values: Mapping[str, Any]

    @property
    def code(self) -> str:
        """The listing's code, "" when it is at fault."""
        return str(self.values.get("code", ""))


@dataclass(frozen=True)
class Row(Seen):
    """One listing as the file wants it: every field the file has a column for, without a fault."""

    kind: Kind


def check_records(records: Sequence[Record], problems: list[Problem], today: date) -> list[Row]:
    """The rows that are in order; every fault of the others goes to `problems`."""
    seen = [check_record(record, problems, today) for record in records]
    problems.extend(find_duplicate_codes(seen))
    problems.extend(find_organizations_that_disagree(seen))
    return [row for row in seen if isinstance(row, Row)]


def check_record(record: Record, problems: list[Problem], today: date) -> Seen:
    """The record as a Row, or what could be parsed of it when it has a fault."""
    faults: list[Problem] = []
    values: dict[str, Any] = {}
    for field in FIELDS:
        if field.key in record.cells:
            check_cell(record, field, values, faults)
    kind = find_kind(record, values, faults)
    if kind is not None:
        faults.extend(fields_of_the_other_kind(record, kind, values))
    deadline = values.get("deadline")
    if deadline is not None and deadline < today:
        problems.append(problem_at(record, "deadline", "past_deadline", str(deadline), notice=True))
    problems.extend(faults)
    if faults or kind is None:
        return Seen(record.sheet, record.row, values)
    kept = {key: value for key, value in values.items() if key != "kind" and kind in BY_KEY[key].kinds}
    return Row(record.sheet, record.row, kept, kind)


def check_cell(record: Record, field: Field, values: dict[str, Any], faults: list[Problem]) -> None:
    """Parse one cell into `values`, or note what is wrong with it."""
    raw = record.cells[field.key]
    try:
        value = field.parse(raw)
        if field.limit is not None and len(value) > field.limit:
            raise BadValue("too_long", limit=field.limit, length=len(value))
        if field.required and not value:
            raise BadValue("required")
        values[field.key] = value
    except BadValue as bad:
        faults.append(problem_at(record, field.key, bad.code, raw, **bad.values))


def problem_at(
    record: Record, key: str, code: str, value: object, *, notice: bool = False, **values: Any
) -> Problem:
    """A problem of one cell; a personal field's value is not repeated."""
    letter = record.letters.get(key)
    return Problem(
        code,
        sheet=record.sheet,
        row=record.row,
        column=record.columns.get(key, key),
        cell=f"{letter}{record.row}" if letter else "",
        value="" if BY_KEY[key].personal or value is None else shown_value(value),
        notice=notice,
        values=values,
    )


def find_kind(record: Record, values: Mapping[str, Any], faults: list[Problem]) -> Kind | None:
    """Demand or supply: by the kind column, else by the sheet, else by the code's first letter."""
    said = values.get("kind") or None
    if said and record.kind is not None and record.kind.value != said:
        faults.append(problem_at(record, "kind", "kind_disagrees", record.cells.get("kind")))
        return None
    if said:
        return Kind(said)
    kind = record.kind or PREFIXES.get(str(values.get("code", ""))[:1])
    if kind is None and not any(fault.column == record.columns.get("kind") for fault in faults):
        faults.append(Problem("kind_unknown", record.sheet, record.row))
    return kind


def fields_of_the_other_kind(record: Record, kind: Kind, values: Mapping[str, Any]) -> Iterator[Problem]:
    """A demand has no maturity, a supply no budget: such cells must be empty."""
    for key, value in values.items():
        if kind not in BY_KEY[key].kinds and value not in (None, "", []):
            yield problem_at(record, key, f"not_for_{kind.value}", record.cells[key])


def find_duplicate_codes(rows: Sequence[Seen]) -> Iterator[Problem]:
    """Each row whose code another row has too, naming that other row."""
    header = BY_KEY["code"].header
    for code, same in grouped(rows, "code").items():
        for place, row in enumerate(same if len(same) > 1 else ()):
            other = other_row(same[0] if place else same[1])
            yield Problem("duplicate_code", row.sheet, row.number, header, value=code, values=other)


def find_organizations_that_disagree(rows: Sequence[Seen]) -> Iterator[Problem]:
    """Each row that names or types an organization otherwise than most rows with its credit code do."""
    for same in grouped(rows, "unified_social_credit_code").values():
        for key in ORGANIZATION_KEYS[:2]:
            told = [row for row in same if key in row.values]
            if len({row.values[key] for row in told}) > 1:
                yield from departures(told, key)


def departures(rows: Sequence[Seen], key: str) -> Iterator[Problem]:
    """The rows whose value is not the most usual one, each naming a row that has that."""
    usual = Counter(row.values[key] for row in rows).most_common(1)[0][0]
    example = other_row(next(row for row in rows if row.values[key] == usual))
    for row in rows:
        if row.values[key] != usual:
            value, otherwise = shown_value(row.values[key]), shown_value(usual)
            values = {**example, "otherwise": otherwise}
            header = BY_KEY[key].header
            yield Problem("organization_disagrees", row.sheet, row.number, header, value=value, values=values)


def grouped(rows: Sequence[Seen], key: str) -> Mapping[str, list[Seen]]:
    """The rows by their value of a field, those without one left out."""
    groups: dict[str, list[Seen]] = defaultdict(list)
    for row in rows:
        if key in row.values:
            groups[row.values[key]].append(row)
    return groups


def other_row(row: Seen) -> dict[str, Any]:
    """Where another row is, for wording.put_into_words."""
    return {"other_sheet": row.sheet, "other_row": row.number}
