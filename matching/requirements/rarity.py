"""How much of one text's wording another shares, each word and character weighing as much as it is rare."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from math import log

from matching.reference import reference_documents
from matching.segmentation import term_counts

_HAN = re.compile(r"[\u4e00-\u9fff]")


def term_weights(text: str) -> dict[str, float]:
    """The terms of a text, each weighing as much as it is rare."""
    rarity, count = _document_frequencies(), len(reference_documents())
    return {t: n * log((count + 1) / (rarity.get(t, 0) + 0.5)) for t, n in term_counts(text).items()}


def character_weights(text: str) -> dict[str, float]:
    """The Chinese characters of a text: they meet where words were cut otherwise."""
    rarity, count = _character_frequencies(), len(reference_documents())
    return {c: log((count + 1) / (rarity.get(c, 0) + 0.5)) for c in characters_of(text)}


def characters_of(text: str) -> frozenset[str]:
    """The Chinese characters of a text."""
    return frozenset(_HAN.findall(text))


def shared(weights: dict[str, float], held: Iterable[str]) -> float:
    """The share of `weights` whose keys are among `held`; 0 of nothing."""
    whole, those = sum(weights.values()), set(held)
    return sum(weight for key, weight in weights.items() if key in those) / whole if whole else 0.0


def shared_share(text: str, other: str) -> float:
    """The share of the words of `text`, by rarity, that `other` uses too."""
    return shared(term_weights(text), term_counts(other))


@lru_cache(maxsize=1)
def _character_frequencies() -> dict[str, int]:
    """In how many of the reference listings a character stands."""
    frequencies: dict[str, int] = {}
    for document in reference_documents():
        for character in set(document.passage_text()):
            frequencies[character] = frequencies.get(character, 0) + 1
    return frequencies


@lru_cache(maxsize=1)
def _document_frequencies() -> dict[str, int]:
    """In how many of the reference listings a term stands."""
    frequencies: dict[str, int] = {}
    for document in reference_documents():
        for term in term_counts(document.passage_text()):
            frequencies[term] = frequencies.get(term, 0) + 1
    return frequencies
