"""Cuts Chinese and mixed text into the words that the lexical index counts."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rjieba import Jieba

# Function words and the words of every listing; they carry idf in small pools but no meaning.
STOP_WORDS = frozenset(
    "的 了 和 与 及 或 在 是 有 对 等 把 被 让 从 到 向 为 以 于 由 按 将 能 可 可以 不 没 没有 也 都 就 还 又 再 只 个 这 那 其 各 每 "
    "一 一个 两 三 进行 通过 实现 提供 支持 采用 使用 需要 要求 希望 包括 以及 并 且 而 但 如 若 后 前 中 内 外 上 下 里 时 来 去 给 "
    "之 所 该 本 我 我们 他 她 它 们 你 很 更 最 才 想 用 做 a an and as at by for from in is of on or the to with".split()
)
_PAIR_WEIGHT = 0.5


@lru_cache(maxsize=1)
def _segmenter() -> Jieba:
    """The dictionary takes a third of a second to load, so only the first text pays for it."""
    from rjieba import Jieba

    return Jieba()


def normalize(text: str) -> str:
    """NFKC and lower case: full-width letters and digits meet their plain forms."""
    return unicodedata.normalize("NFKC", text).lower()


def words(text: str) -> list[str]:
    """Words without stop words and punctuation, in the order of the text."""
    cut = _segmenter().cut(_encodable(normalize(text)))
    return [word for word in (piece.strip() for piece in cut) if _carries_meaning(word)]


def term_counts(text: str) -> dict[str, float]:
    """Index terms: each word counts 1, each pair of neighbouring Chinese characters that is no word here 0.5.

    The pairs let 刀具磨损 meet 刀具监测 however the segmenter cut them, and carry names no dictionary has.
    """
    counts = Counter(words(text))
    pairs = Counter(pair for pair in character_pairs(text) if pair not in counts)
    return {**counts, **{pair: _PAIR_WEIGHT * count for pair, count in pairs.items()}}


def character_pairs(text: str) -> Iterator[str]:
    """Neighbouring Chinese characters, two by two, never across punctuation."""
    clean = normalize(text)
    for left, right in pairwise(clean):
        if is_han(left) and is_han(right):
            yield left + right


def is_han(character: str) -> bool:
    """Whether it is a Chinese character of the basic, extension A or supplementary planes."""
    code = ord(character)
    return 0x3400 <= code <= 0x9FFF or 0x20000 <= code <= 0x323AF or 0xF900 <= code <= 0xFAFF


def _carries_meaning(word: str) -> bool:
    return word not in STOP_WORDS and any(character.isalnum() for character in word)


def _encodable(text: str) -> str:
    """The segmenter is native code and takes UTF-8 only; a lone surrogate becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
