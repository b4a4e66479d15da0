"""The zip around a workbook, inspected before anything is parsed: bombs, damage, passwords, merged cells."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

from marketplace.services.imports.problems import UnreadableFile
from marketplace.services.imports.sources.table import Merge

MIB = 1024 * 1024
MOST_UNPACKED = 128 * MIB
MOST_ENTRIES = 2_000
CHUNK = 256 * 1024
OVERLAP = 200
ENCRYPTED = 0x1
# A literal "<" cannot stand in a cell's text, so the tag is told by its name alone, prefix or none.
MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
KINDS = {
    "content.xml": "OpenDocument",
    "word/document.xml": "Word",
    "xl/workbook.bin": "XLSB",
    "Index.zip": "Numbers",
}


def inspect_archive(content: bytes) -> dict[str, list[Merge]]:
    """The merged ranges of every sheet, by the name of its part ("xl/worksheets/sheet1.xml").

    Unpacks every part once, into nothing, and counts what really comes out: the sizes a zip declares may lie.
    Raises UnreadableFile.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            check_parts(parts)
            merges: dict[str, list[Merge]] = {}
            left = MOST_UNPACKED
            for part in parts:
                left -= measure(archive, part, left, merges)
            return merges
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError):
        raise UnreadableFile("damaged") from None


def check_parts(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse by the directory alone what it already shows to be too much or something else."""
    names = {part.filename for part in parts}
    if len(parts) > MOST_ENTRIES:
        raise UnreadableFile("zip_entries", count=len(parts), limit=MOST_ENTRIES)
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise UnreadableFile("password")
    other = next((kind for name, kind in KINDS.items() if name in names), None)
    if other is not None:
        raise UnreadableFile("other_spreadsheet", kind=other)
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise UnreadableFile("unknown_type")
    if len(names) != len(parts):
        raise UnreadableFile("damaged")
    declared = sum(part.file_size for part in parts)
    if declared > MOST_UNPACKED:
        raise too_big(declared)


def too_big(size: int) -> UnreadableFile:
    """The refusal of what would unpack to `size` bytes or more."""
    return UnreadableFile(
        "zip_bomb", unpacked=max(size // MIB, MOST_UNPACKED // MIB + 1), limit=MOST_UNPACKED // MIB
    )


def measure(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, merges: dict[str, list[Merge]]
) -> int:
    """The bytes `part` really unpacks to, its merged ranges noted on the way. Raises beyond `left`."""
    found = merges.setdefault(part.filename, []) if SHEET.fullmatch(part.filename) else None
    size, tail = 0, b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > left:
                raise too_big(MOST_UNPACKED - left + size)
            if found is not None:
                # What may be the beginning of a tag is kept for the next chunk; what was matched is not.
                text = tail + chunk
                end = 0
                for match in MERGE.finditer(text):
                    found.append(as_merge(*(group.decode() for group in match.groups())))
                    end = match.end()
                tail = text[max(end, len(text) - OVERLAP) :]
    return size


def as_merge(first_letters: str, first_row: str, last_letters: str, last_row: str) -> Merge:
    """The range between two cells."""
    name = f"{first_letters}{first_row}:{last_letters}{last_row}"
    return Merge(
        name, column_number(first_letters), int(first_row), column_number(last_letters), int(last_row)
    )


def column_number(letters: str) -> int:
    """ "A" is 1, "AA" 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
