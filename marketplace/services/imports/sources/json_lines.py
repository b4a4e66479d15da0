"""JSON lines: one object a line, with the English keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, NoReturn

from marketplace.services.imports.fields import FIELDS, HEADERS, plain_header
from marketplace.services.imports.problems import Problem, UnreadableFile, shown_value
from marketplace.services.imports.sources.table import MOST_ROWS, Record

SCALARS = (str, int, float, date)


def read_json_lines(text: str, problems: list[Problem]) -> Iterator[Record]:
    """One record a line; any other line, or a key given twice, is a problem. Raises UnreadableFile."""
    if text.lstrip().startswith("["):
        raise UnreadableFile("json_array")
    seen_unknown: set[str] = set()
    # Only \n ends a line: U+2028 and its like may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if number > MOST_ROWS:
            raise UnreadableFile("too_many_rows", limit=MOST_ROWS)
        pairs = parse_line(line)
        if pairs is None:
            problems.append(Problem("bad_json", row=number))
            continue
        yield as_record(number, pairs, problems, seen_unknown)


def parse_line(line: str) -> list[tuple[str, Any]] | None:
    """The members of the object on the line, or None when it holds no object."""
    try:
        value = json.loads(line, object_pairs_hook=Members, parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, Members) else None


class Members(list[tuple[str, Any]]):
    """An object's members in order, so that a key given twice is seen."""


def refuse_constant(name: str) -> NoReturn:
    """NaN and Infinity are not JSON."""
    raise ValueError(name)


def as_record(number: int, pairs: list[tuple[str, Any]], problems: list[Problem], seen: set[str]) -> Record:
    """The known members as cells. An unknown key is mentioned once a file."""
    cells: dict[str, object] = {}
    names: dict[str, str] = {}
    for name, value in pairs:
        known = HEADERS.get(plain_header(name))
        if known is None:
            if name not in seen:
                seen.add(name)
                values = {"header": shown_value(name)}
                problems.append(Problem("unknown_column", row=number, notice=True, values=values))
            continue
        if known.key in cells:
            problems.append(
                Problem("duplicate_key", row=number, column=name, values={"header": shown_value(name)})
            )
        cells[known.key] = value
        names[known.key] = shown_value(name)
    required = {field.key: None for field in FIELDS if field.required}
    return Record("", number, required | cells, {key: key for key in required} | names)
