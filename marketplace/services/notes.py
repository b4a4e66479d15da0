"""Notes that people add to a verdict or an answer."""

from __future__ import annotations

from marketplace.errors import InvalidInput


def check_note(note: str, most: int) -> str:
    """The note without surrounding space. Raises InvalidInput when it is too long or not text."""
    note = note.strip()
    if len(note) > most:
        raise InvalidInput("The note may have at most %(most)s characters.", field="note", most=most)
    if "\x00" in note:
        raise InvalidInput("The note contains characters that cannot be stored.", field="note")
    return note
