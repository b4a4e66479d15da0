"""A deterministic encoder without a model: fast tests and machines that cannot carry one."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from math import log1p

import numpy as np

from matching.encoders.base import Vectors, encode_distinct, normalized
from matching.segmentation import term_counts


class HashingEncoder:
    """Signed feature hashing (Weinberger et al., 2009) of words and character pairs with damped counts."""

    def __init__(self, dimension: int = 256, query_prefix: str = "", passage_prefix: str = "") -> None:
        """`dimension` of at least 8; prefixes are accepted for the sake of the common settings."""
        if dimension < 8:
            raise ValueError("a hashing encoder needs at least 8 dimensions")
        self._dimension = dimension
        self._query_prefix, self._passage_prefix = query_prefix, passage_prefix

    @property
    def name(self) -> str:
        """Names the method and its width."""
        return f"hashing-{self._dimension}"

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return self._dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (n, dimension), float32, unit length."""
        return self._encode([self._query_prefix + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (n, dimension), float32, unit length."""
        return self._encode([self._passage_prefix + text for text in texts])

    def _encode(self, texts: list[str]) -> Vectors:
        return encode_distinct(texts, self._dimension, self._hash_all)

    def _hash_all(self, texts: list[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for feature, count in term_counts(text).items():
                digest = zlib.crc32(feature.encode("utf-8", "replace"))
                vectors[row, (digest >> 1) % self._dimension] += (1.0 if digest & 1 else -1.0) * log1p(count)
        return normalized(vectors)
