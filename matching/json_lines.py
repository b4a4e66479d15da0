"""Reads JSON lines field by field, and says exactly what is wrong when it cannot."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from matching.errors import InputError


def read_lines(path: str | Path) -> Iterator[tuple[int, str]]:
    """Numbered lines (from 1) of a UTF-8 file, with or without a byte order mark."""
    for number, raw in enumerate(Path(path).read_bytes().split(b"\n"), start=1):
        try:
            yield number, raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r")
        except UnicodeDecodeError:
            raise InputError(
                str(path), number, None, "the line is not UTF-8 text", "Save the file again as UTF-8."
            ) from None


def json_object(text: str, source: str, line: int) -> Mapping[str, object]:
    """The object that one line holds; InputError otherwise."""
    try:
        record = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as problem:
        detail = (
            f"column {problem.colno}: {problem.msg}"
            if isinstance(problem, json.JSONDecodeError)
            else "too deep"
        )
        raise InputError(
            source, line, None, f"this is not JSON ({detail})", "Put one JSON object on each line."
        ) from None
    if not isinstance(record, dict):
        raise InputError(
            source, line, None, "this is JSON but not an object", "Put one JSON object on each line."
        )
    return record


class FieldReader:
    """Takes typed values out of one record; null and a missing key both mean that nothing was given."""

    def __init__(self, record: Mapping[str, object], source: str, line: int) -> None:
        self._record, self._source, self._line = record, source, line

    def refuse(self, field: str, problem: str, mend: str) -> InputError:
        """The refusal of one field of this record."""
        return InputError(self._source, self._line, field, problem, mend)

    def text(self, field: str) -> str:
        """Text; empty when nothing was given."""
        value = self._record.get(field)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.refuse(
                field, f"expected text, found {_json_type(value)}", 'Write it in quotes, "like this".'
            )
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts without blank ones."""
        value = self._record.get(field)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.refuse(
                field, f"expected a list of texts, found {_json_type(value)}", 'Write ["one", "two"] or [].'
            )
        return tuple(item for item in value if item.strip())

    def number(self, field: str) -> float | None:
        """An amount of 0 or more, or None."""
        value = self._record.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value) or value < 0:
            raise self.refuse(
                field,
                f"expected an amount, found {_json_type(value)}",
                "Write a number of 0 or more, or null.",
            )
        return float(value)

    def day(self, field: str) -> date | None:
        """An ISO date, or None."""
        value = self.text(field)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.refuse(field, f"{value!r} is not a date", "Write it as 2027-03-31, or null.") from None


def _finite(value: int | float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _json_type(value: object) -> str:
    names = {bool: "true or false", int: f"the number {value}", float: f"the number {value}", str: "text"}
    return names.get(type(value), "a list" if isinstance(value, list) else "an object")
