"""CSV with the Chinese headers or the English keys; tabs and semicolons are understood too."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from marketplace.services.imports.fields import HEADERS, plain_header
from marketplace.services.imports.problems import UnreadableFile
from marketplace.services.imports.sources.table import HEADER_WITHIN, Row, Table

DELIMITERS = (",", "\t", ";")
MOST_FIELD_LENGTH = 131_072


def read_comma_separated(text: str) -> Table:
    """The file as one table; rows are counted as a spreadsheet does. Raises UnreadableFile while read."""
    return Table("", rows_of(text, find_delimiter(text)), (), text.count("\n"), lettered=False)


def rows_of(text: str, delimiter: str) -> Iterator[Row]:
    """Numbered rows."""
    try:
        yield from enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter), 1)
    except csv.Error:
        raise UnreadableFile("broken_csv") from None


def find_delimiter(text: str) -> str:
    """The delimiter that finds the most known headers among the first rows."""

    def known(delimiter: str) -> int:
        head = islice(csv.reader(text[:MOST_FIELD_LENGTH].splitlines(), delimiter=delimiter), HEADER_WITHIN)
        try:
            return max((sum(plain_header(cell) in HEADERS for cell in row) for row in head), default=0)
        except csv.Error:
            return 0

    return max(DELIMITERS, key=known)
