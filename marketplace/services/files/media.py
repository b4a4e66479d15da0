"""What a file is, told by its content: an ending is only a claim, and must agree with it."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

import puremagic

from marketplace.errors import InvalidInput

OFFICE = "application/vnd.openxmlformats-officedocument."
# Endings that are accepted, with the type each must turn out to be.
ACCEPTED: Mapping[str, str] = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".docx": f"{OFFICE}wordprocessingml.document",
    ".xlsx": f"{OFFICE}spreadsheetml.sheet",
    ".pptx": f"{OFFICE}presentationml.presentation",
    ".txt": "text/plain",
}
# The part that makes a zip a document of that ending.
MAIN_PARTS: Mapping[str, str] = {
    ".docx": "word/document.xml",
    ".xlsx": "xl/workbook.xml",
    ".pptx": "ppt/presentation.xml",
}
MOST_PARTS = 5_000
OLDER: Mapping[str, str] = {".doc": ".docx", ".wps": ".docx", ".xls": ".xlsx", ".et": ".xlsx"} | {
    ".ppt": ".pptx",
    ".dps": ".pptx",
}


def media_type_of(name: str, content: bytes) -> str:
    """The type of the file. Raises InvalidInput, naming the file and the mend, unless it is accepted."""
    ending = ending_of(name)
    if ending in OLDER:
        raise InvalidInput(
            "“%(file)s” is in an older format. Open it, save it as %(ending)s or PDF, and choose the new "
            "file.",
            field="file",
            file=name,
            ending=OLDER[ending],
        )
    if ending not in ACCEPTED:
        raise InvalidInput(
            "“%(file)s” is of a kind that is not accepted here. Send it as %(endings)s.",
            field="file",
            file=name,
            endings=endings(),
        )
    if not (_is_document(ending, name, content) if ending in MAIN_PARTS else _is_plain(ending, content)):
        raise InvalidInput(
            "“%(file)s” is not what its name says, or it is damaged. Open it, save it anew as %(ending)s or "
            "PDF, and choose the new file.",
            field="file",
            file=name,
            ending=ending,
        )
    return ACCEPTED[ending]


def endings() -> str:
    """The accepted endings as a form names them."""
    return " ".join(ending.removeprefix(".").upper() for ending in ACCEPTED if ending != ".jpeg")


def ending_of(name: str) -> str:
    """The ending in small letters with its point; "" when there is none."""
    stem, point, ending = name.rpartition(".")
    return f".{ending.lower()}" if point and stem else ""


def _is_plain(ending: str, content: bytes) -> bool:
    if ending == ".txt":
        return _is_text(content)
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return False  # nothing known begins like this
    return ACCEPTED[ending] in {guess.mime_type for guess in found}


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(letter.isprintable() or letter in "\t\r\n\f\u3000" for letter in text)
    return False


def _is_document(ending: str, name: str, content: bytes) -> bool:
    """Whether the zip holds the document of that ending, whole; a password or macros are refused by name."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False  # no zip at all
    names = {part.filename for part in parts}
    if any(part.endswith("vbaProject.bin") for part in names):
        raise InvalidInput(
            "“%(file)s” contains macros. Save it without macros, or as PDF, and choose the new file.",
            field="file",
            file=name,
        )
    return len(parts) <= MOST_PARTS and {"[Content_Types].xml", MAIN_PARTS[ending]} <= names
