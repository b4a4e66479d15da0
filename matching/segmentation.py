"""Cuts Chinese and mixed text into the words that the lexical index counts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rjieba import Jieba

_STOP_WORDS = Path(__file__).with_name("stop_words.txt")
PAIR_WEIGHT = 0.5
_HAN_RUNS = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]{2,}")
_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿")


@lru_cache(maxsize=1)
def _segmenter() -> Jieba:
    """The dictionary takes a third of a second to load, so only the first text pays for it."""
    from rjieba import Jieba

    return Jieba()


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Function words and the words of every listing: they have idf in a small pool but no meaning."""
    return frozenset(_STOP_WORDS.read_text(encoding="utf-8").split())


def normalize(text: str) -> str:
    """NFKC and lower case: full-width letters and digits meet their plain forms."""
    return unicodedata.normalize("NFKC", text).lower()


def words(text: str) -> list[str]:
    """Words without stop words and punctuation, in the order of the text."""
    return _words(normalize(text))


def pieces(text: str) -> list[str]:
    """The text cut at the borders of its words, nothing left out: joined they are the text again."""
    return list(_segmenter().cut(_encodable(text)))


def cut(text: str) -> tuple[list[str], list[str]]:
    """The words of a text, and its pairs of neighbouring Chinese characters that are no word of it.

    The pairs let 刀具磨损 meet 刀具监测 however the segmenter cut them, and carry names no dictionary has.
    """
    text = normalize(text)
    found = _words(text)
    known = set(found)
    return found, [pair for pair in character_pairs(text) if pair not in known]


def term_counts(text: str) -> dict[str, float]:
    """Index terms: each word counts 1, each pair that is no word here `PAIR_WEIGHT`."""
    found, pairs = cut(text)
    return {**Counter(found), **{pair: PAIR_WEIGHT * count for pair, count in Counter(pairs).items()}}


def _words(text: str) -> list[str]:
    return [word for word in map(_word_of, _segmenter().cut(_encodable(text))) if word]


def character_pairs(text: str) -> Iterator[str]:
    """Neighbouring Chinese characters of a normalised text, two by two, never across punctuation."""
    return chain.from_iterable(map(add, run, run[1:]) for run in _HAN_RUNS.findall(text))


def is_telling(word: str) -> bool:
    """Whether a word is worth showing: longer than one character, and no count by its measure (台五轴)."""
    if len(word) < 2 or word.isdecimal():
        return False
    return _segmenter().has_word(word) or not any(character in _NUMERALS for character in word)


@lru_cache(maxsize=16_384)
def _word_of(piece: str) -> str:
    """What the segmenter cut off as a word; empty for one without meaning. Pieces come again and again."""
    word = piece.strip()
    return word if word not in stop_words() and any(map(str.isalnum, word)) else ""


def _encodable(text: str) -> str:
    """The segmenter is native code and takes UTF-8 only; a lone surrogate becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
