"""Cuts texts into sentences and clauses, keeping where each stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matching.documents import Document
from matching.results import Passage

# A full stop in Latin script ends a sentence only before a space: 96.4 and example.com go on.
_SENTENCE = re.compile(r"(?:[^。！？；!?;\n.]|\.(?!\s|$))+[。！？；!?;.”』」]*")
_CLAUSE = re.compile(r"(?:[^，,：:]|,(?=\d{3}))+[，,：:]*")
_EDGES = " \t\r\u3000，。；！？、,;!?：:.“”•·-—"
SUPPLY_FIELDS = ("title", "summary", "description", "cases", "cooperation")
# Nobody reads further, and no answer may take long because a text is long.
MOST_SENTENCES = 80


def cut_sentences(text: str, field: str) -> Iterator[Passage]:
    """The sentences of `text`, without the marks around them."""
    for match in _SENTENCE.finditer(text):
        found = trimmed(field, text, match.start(), match.end())
        if found is not None:
            yield found


def cut_clauses(sentence: Passage) -> list[Passage]:
    """The clauses of a sentence, offsets within its field."""
    found = (
        trimmed(sentence.field, sentence.text, match.start(), match.end(), sentence.start)
        for match in _CLAUSE.finditer(sentence.text)
    )
    return [clause for clause in found if clause is not None]


def supply_sentences(supply: Document) -> list[Passage]:
    """What a supply says, sentence by sentence: its title first; at most MOST_SENTENCES."""
    found: list[Passage] = []
    for field in SUPPLY_FIELDS:
        found += cut_sentences(getattr(supply, field), field)
        if len(found) >= MOST_SENTENCES:
            break
    return found[:MOST_SENTENCES]


def trimmed(field: str, text: str, start: int, end: int, offset: int = 0) -> Passage | None:
    """`text` from `start` to `end` without marks at its edges; None when nothing that can be read is left."""
    first, last = start, end
    while start < end and text[start] in _EDGES and not _is_sign(text, start):
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    # A quotation that begins or ends the sentence keeps both its marks.
    opened, closed = text.count("“", start, end), text.count("”", start, end)
    if opened > closed and end < last and text[end] == "”":
        end += 1
    elif closed > opened and start > first and text[start - 1] == "“":
        start -= 1
    piece = text[start:end]
    if not any(character.isalnum() for character in piece):
        return None
    return Passage(field, start + offset, end + offset, piece)


def _is_sign(text: str, at: int) -> bool:
    """A minus before a digit belongs to its number."""
    return text[at] == "-" and text[at + 1 : at + 2].isdigit()
