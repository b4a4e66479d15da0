"""Listing texts as they may leave for another service."""

from __future__ import annotations

import re

# Marks by which chat servers tell who speaks; inside a listing they can only be meant to deceive.
_SPEAKER_MARKS = re.compile(
    r"<[|｜][^<>]{0,60}[|｜]>|</?s>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>", re.IGNORECASE
)


def sendable(text: str, characters: int) -> str:
    """The first `characters` of a text in a form that JSON can carry; an empty text becomes a space.

    Lone surrogates have no UTF-8, and some services refuse a text without a character.
    """
    return text[:characters].encode("utf-8", "replace").decode("utf-8") or " "


def without_speaker_marks(text: str) -> str:
    """The text without anything that a chat server could take for the beginning of another speaker."""
    return _SPEAKER_MARKS.sub(" ", text)
