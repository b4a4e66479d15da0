"""What a file is, by its content; its name is not believed. Then its records, whichever kind it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from marketplace.services.imports.fields import FIELDS
from marketplace.services.imports.problems import Problem, UnreadableFile
from marketplace.services.imports.sources.comma_separated import read_comma_separated
from marketplace.services.imports.sources.json_lines import read_json_lines
from marketplace.services.imports.sources.table import Record, read_table
from marketplace.services.imports.sources.text import decode
from marketplace.services.imports.sources.workbook import read_workbook

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
OTHERS = (b"%PDF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF")
MARKUP = ("<!doctype", "<html", "<table", "<?xml", "<meta")

Progress = Callable[[int, int], None]
EVERY = 250


def read_records(content: bytes, problems: list[Problem], progress: Progress) -> list[Record]:
    """Every record of the file, in order. Raises UnreadableFile when the file as a whole cannot be read.

    `progress(done, total)` is called now and then; `total` grows when the file claims less than it holds.
    """
    taken: list[Record] = []
    for record, total in records_of(content, problems):
        taken.append(record)
        if len(taken) % EVERY == 0:
            progress(len(taken), max(total, len(taken)))
    if not taken and not any(not problem.notice for problem in problems):
        raise UnreadableFile(
            *nothing_found(problems), wanted="、".join(f.header for f in FIELDS if f.required)
        )
    progress(len(taken), len(taken))
    return taken


def nothing_found(problems: list[Problem]) -> tuple[str]:
    """Why there is no record: no header at all, or nothing below it."""
    headed = any(problem.code in ("absent_column", "unknown_column") for problem in problems)
    return ("no_rows" if headed else "no_header",)


def records_of(content: bytes, problems: list[Problem]) -> Iterator[tuple[Record, int]]:
    """Each record with the number expected in all."""
    if not content.strip():
        raise UnreadableFile("empty_file")
    if content.startswith(ZIP):
        expected = 0
        for sheet in read_workbook(content, problems):
            expected += sheet.expected_rows
            for record in read_table(sheet, problems):
                yield record, expected
        return
    refuse_foreign(content)
    text = decode(content)
    if text.lstrip().lower().startswith(MARKUP):
        raise UnreadableFile("other_spreadsheet", kind="HTML / XML")
    if text.lstrip()[:1] in ("{", "["):
        for record in read_json_lines(text, problems):
            yield record, text.count("\n")
        return
    table = read_comma_separated(text)
    for record in read_table(table, problems):
        yield record, table.expected_rows


def refuse_foreign(content: bytes) -> None:
    """Refuse by its first bytes what is neither a workbook nor text."""
    if content.startswith(COMPOUND):
        raise UnreadableFile("password" if ENCRYPTED_PACKAGE in content else "old_excel")
    if content.startswith(OTHERS):
        raise UnreadableFile("unknown_type")
