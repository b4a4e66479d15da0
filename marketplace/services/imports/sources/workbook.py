"""Excel workbooks, read row by row without ever holding a whole sheet."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from marketplace.services.imports.problems import Problem, UnreadableFile
from marketplace.services.imports.sources.archive import inspect_archive
from marketplace.services.imports.sources.table import MOST_COLUMNS, MOST_ROWS_WITH_GAPS, Merge, Row, Table
from marketplace.services.imports.values import ErrorCell, Formula

if not openpyxl.DEFUSEDXML:  # pragma: no cover -- a broken installation, not a state to work in
    raise ImportError("openpyxl must read XML through defusedxml; do not set OPENPYXL_DEFUSEDXML")

# What a broken or forged workbook makes openpyxl raise; all of it means "cannot be read".
BROKEN = (
    ParseError, DefusedXmlException, InvalidFileException, KeyError, ValueError, TypeError, AttributeError,
    IndexError, OSError, EOFError, AssertionError, OverflowError, RecursionError,
)  # fmt: skip


def read_workbook(content: bytes, problems: list[Problem]) -> Iterator[Table]:
    """The visible sheets in order; hidden ones are named in `problems`. Raises UnreadableFile."""
    merges = inspect_archive(content)
    with warnings.catch_warnings():
        # openpyxl warns of styles and extensions it leaves aside; nothing here looks at them.
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(BytesIO(content), read_only=True, keep_links=False)
        except BROKEN:
            raise UnreadableFile("damaged") from None
        try:
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    problems.append(Problem("hidden_sheet", sheet=sheet.title, notice=True))
                    continue
                yield as_table(sheet, merges)
        finally:
            book.close()


def as_table(sheet: Any, merges: dict[str, list[Merge]]) -> Table:
    """A read-only worksheet as rows of plain values; its length is what the sheet claims, if that can be."""
    claimed = sheet.max_row or 0
    sheet.reset_dimensions()  # a claimed size may be a million empty columns
    # The only link from a sheet to its part that openpyxl keeps when reading without loading.
    part = str(sheet._worksheet_path).lstrip("/")  # noqa: SLF001
    expected = claimed if claimed <= MOST_ROWS_WITH_GAPS else 0
    return Table(sheet.title, rows_of(sheet), merges.get(part, ()), expected)


def rows_of(sheet: Any) -> Iterator[Row]:
    """Numbered rows; formulas and errors are marked as such."""
    try:
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
            yield number, [plain_cell(cell) for cell in cells]
    except BROKEN:
        raise UnreadableFile("damaged", sheet=sheet.title) from None


def plain_cell(cell: Any) -> object:
    """The value of a cell."""
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        return Formula(getattr(value, "text", None) or value)
    if cell.data_type == "e":
        return ErrorCell(value)
    return value
