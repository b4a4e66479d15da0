"""Tells a supply that copies a need from one that speaks of the same thing in the same words."""

from __future__ import annotations

import re

from matching.documents import Document
from matching.segmentation import normalize

# Two people who describe one thing share words, and now and then a phrase: the longest runs of letters and
# characters that right pairs of seven judged lists have in common are 17 to 27 (and once 40) long.
RUN = 30
# A title is put in words of its owner's own: nobody hits upon the same by chance.
TITLE = 9
# Likewise so many short pieces of a need, one after another with nothing between them but commas or spaces.
PIECES, _SHORT = 6, 8
_BETWEEN_PIECES = re.compile(r"[\W_]+")


def copies(demand: Document, supply: Document) -> bool:
    """Whether the supply repeats the demand's title or a run of its text, or lists its words.

    Punctuation and spaces do not matter.
    """
    asked = _letters(demand.title, demand.summary, demand.description)
    title = _letters(demand.title)
    texts = (supply.title, supply.summary, supply.description, supply.cases)
    offered = _letters(*texts)
    if len(title) >= TITLE and title in offered:
        return True
    if any(asked[start : start + RUN] in offered for start in range(len(asked) - RUN + 1)):
        return True
    # What both sides fill in from one list is no copy.
    named = normalize("\n".join([demand.industry, demand.region, *demand.technologies]))
    return _longest_list(_BETWEEN_PIECES.split(normalize("\n".join(texts))), asked, named) >= PIECES


def _longest_list(pieces: list[str], asked: str, named: str) -> int:
    """The most short pieces in a row that the demand's text holds, each counted once."""
    longest, run = 0, set[str]()
    for piece in filter(None, pieces):
        if len(piece) <= _SHORT and piece in asked and piece not in named:
            run.add(piece)
            longest = max(longest, len(run))
        else:
            run.clear()
    return longest


def _letters(*texts: str) -> str:
    return "".join(character for character in normalize("\n".join(texts)) if character.isalnum())
