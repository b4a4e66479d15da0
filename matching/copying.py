"""Tells a supply that copies a need from one that speaks of the same thing in the same words."""

from __future__ import annotations

from matching.documents import Document
from matching.segmentation import normalize

# Two people who describe one thing share words; a run of so many letters and characters is copied.
RUN = 16


def copies(demand: Document, supply: Document) -> bool:
    """Whether the supply repeats a run of the demand's text, punctuation and spaces aside."""
    offered = _letters(supply.title, supply.summary, supply.description, supply.cases)
    asked = _letters(demand.title, demand.summary, demand.description)
    return any(asked[start : start + RUN] in offered for start in range(len(asked) - RUN + 1))


def _letters(*texts: str) -> str:
    return "".join(character for character in normalize("\n".join(texts)) if character.isalnum())
