"""A sheet of rows into records: the header is found by what it says, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from openpyxl.utils import get_column_letter

from marketplace.models import Kind
from marketplace.services.imports.fields import FIELDS, HEADERS, NUMBERING, plain_header
from marketplace.services.imports.problems import Problem, UnreadableFile, shown_value

HEADER_WITHIN = 30
"""The header stands in one of the first rows; titles and notes may stand above it."""
HEADER_AT_LEAST = 3
MOST_ROWS = 50_000
MOST_ROWS_WITH_GAPS = 200_000
MOST_COLUMNS = 64

Row = tuple[int, Sequence[object]]


@dataclass(frozen=True)
class Merge:
    """A merged range, 1-based and inclusive, with its name ("B5:B7")."""

    name: str
    first_column: int
    first_row: int
    last_column: int
    last_row: int


@dataclass(frozen=True)
class Table:
    """One sheet: its name ("" for a CSV), numbered rows, merged ranges, and a guess at its length."""

    name: str
    rows: Iterable[Row]
    merges: Sequence[Merge] = ()
    expected_rows: int = 0
    lettered: bool = True


@dataclass(frozen=True)
class Record:
    """One listing as it stands in the file: raw cells by field key, and where each stands."""

    sheet: str
    row: int
    cells: Mapping[str, object]
    columns: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    kind: Kind | None = None


@dataclass(frozen=True)
class Header:
    """Where the header stands and which column (0-based) holds which field."""

    row: int
    fields: Mapping[int, str]
    names: Mapping[int, str]
    width: int
    kind: Kind | None


def read_table(table: Table, problems: list[Problem]) -> Iterator[Record]:
    """The records of one sheet; what is wrong with its header goes to `problems`, and then no record comes.

    Raises UnreadableFile when there are too many rows.
    """
    rows = iter(table.rows)
    head = list(islice(rows, HEADER_WITHIN))
    header = find_header(table.name, head)
    if header is None:
        if table.name and any(not is_blank(cells) for _, cells in head):
            problems.append(Problem("sheet_without_header", sheet=table.name, notice=True))
        return
    faults = list(check_header(table, header))
    problems.extend(faults)
    if any(not fault.notice for fault in faults):
        return
    below = [row for row in head if row[0] > header.row]
    yield from records(table, header, chained(below, rows), problems)


def chained(first: Sequence[Row], rest: Iterator[Row]) -> Iterator[Row]:
    """The buffered rows, then the others."""
    yield from first
    yield from rest


def is_blank(cells: Sequence[object]) -> bool:
    """Whether nothing is written in any of the cells."""
    return all(cell is None or not str(cell).strip() for cell in cells)


def find_header(sheet: str, head: Sequence[Row]) -> Header | None:
    """The first row in which at least three different known headers stand."""
    above: list[str] = []
    for number, cells in head:
        names = {
            place: str(cell).strip()
            for place, cell in enumerate(cells[:MOST_COLUMNS])
            if str(cell or "").strip()
        }
        known = {
            place: HEADERS[plain_header(n)].key for place, n in names.items() if plain_header(n) in HEADERS
        }
        if len(set(known.values())) >= HEADER_AT_LEAST:
            return Header(number, known, names, max(names) + 1, kind_of_table((sheet, *above)))
        above.extend(names.values())
    return None


def check_header(table: Table, header: Header) -> Iterator[Problem]:
    """Columns that are missing, there twice, or unknown; merged cells among the rows."""
    places: dict[str, list[int]] = {}
    for place, key in header.fields.items():
        places.setdefault(key, []).append(place)
    for one in FIELDS:
        at = places.get(one.key, [])
        if len(at) > 1:
            columns = ", ".join(get_column_letter(place + 1) for place in at)
            yield Problem(
                "duplicate_column", table.name, header.row, values={"header": one.header, "columns": columns}
            )
        if not at and one.required:
            yield Problem("missing_column", table.name, header.row, values={"header": one.header})
        elif not at and one.key != "kind" and (header.kind is None or header.kind in one.kinds):
            yield Problem("absent_column", table.name, header.row, notice=True, values={"header": one.header})
    for place, name in header.names.items():
        if place not in header.fields and plain_header(name) not in NUMBERING:
            yield Problem(
                "unknown_column", table.name, header.row, notice=True, values={"header": shown_value(name)}
            )
    yield from check_merges(table, header)


def check_merges(table: Table, header: Header) -> Iterator[Problem]:
    """A merged range hides values only where it touches a field's column at or below the header."""
    for merge in table.merges:
        touched = any(merge.first_column <= place + 1 <= merge.last_column for place in header.fields)
        if merge.last_row >= header.row and touched:
            yield Problem("merged_cells", table.name, merge.first_row, values={"range": merge.name})


def kind_of_table(texts: Sequence[str]) -> Kind | None:
    """What the sheet says its rows are, by its name or else a title above the header; None: nothing."""
    for text in texts:
        supply = "供给" in text or "supply" in text.lower()
        demand = "需求" in text or "demand" in text.lower()
        if supply != demand:
            return Kind.SUPPLY if supply else Kind.DEMAND
    return None


def records(table: Table, header: Header, rows: Iterator[Row], problems: list[Problem]) -> Iterator[Record]:
    """One record for every row that is not blank."""
    columns = {key: header.names[place] for place, key in header.fields.items()}
    letters = (
        {key: get_column_letter(place + 1) for place, key in header.fields.items()} if table.lettered else {}
    )
    count = 0
    for number, cells in rows:
        if number > MOST_ROWS_WITH_GAPS:
            raise UnreadableFile("too_many_rows", sheet=table.name, limit=MOST_ROWS)
        known = {key: cells[place] if place < len(cells) else None for place, key in header.fields.items()}
        if is_blank(list(known.values())):
            continue
        count += 1
        if count > MOST_ROWS:
            raise UnreadableFile("too_many_rows", sheet=table.name, limit=MOST_ROWS)
        if not table.lettered and not is_blank(cells[header.width :]):
            values = {"count": len(cells), "headers": header.width}
            problems.append(Problem("extra_cells", table.name, number, values=values))
        yield Record(table.name, number, known, columns, letters, header.kind)
