"""Bytes into text: the encodings Chinese spreadsheets are saved in, told apart by trying."""

from __future__ import annotations

import codecs
import unicodedata

from marketplace.services.imports.problems import UnreadableFile

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# GB18030 gives nearly every byte pair a character. Other encodings come out as private-use characters
# and as ideographs so rare that no list has many of them.
MOST_RARE_SHARE = 0.2


def decode(content: bytes) -> str:
    """The text of a file in UTF-8 (marked or not), marked UTF-16, or GB18030. Raises UnreadableFile."""
    encodings = [encoding for mark, encoding in MARKS if content.startswith(mark)] or ["utf-8"]
    text = attempt(content, encodings[0])
    if text is None and b"\0" in content:
        raise UnreadableFile("binary_text")
    if text is None:
        text = attempt(content, "gb18030")
        if text is None or looks_misread(text):
            raise UnreadableFile("wrong_encoding")
    if "\0" in text:
        raise UnreadableFile("binary_text")
    return text


def attempt(content: bytes, encoding: str) -> str | None:
    """The decoded text, or None when the bytes are not of this encoding."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def looks_misread(text: str) -> bool:
    """Whether text decoded as GB18030 was written in something else."""
    foreign = [character for character in text if ord(character) > 0x7F]
    if any(unicodedata.category(character) in ("Co", "Cn") for character in foreign):
        return True
    rare = sum(not is_common(character) for character in foreign)
    return rare > MOST_RARE_SHARE * max(len(foreign), 1)


def is_common(character: str) -> bool:
    """Whether the character is in GB 2312, the set of everyday simplified Chinese."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
