"""Long texts, window by window: nothing a listing says is cut off just because a model reads 512 tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.encoders.base import Vectors, normalized

# Sixteen windows of 512 tokens are some 12,000 Chinese characters; what follows is left to the lexical index.
MAX_WINDOWS = 16
_MAX_CHARACTERS = 32_768


@dataclass(frozen=True)
class Window:
    """A stretch of text number `owner`, weighing as much as it has tokens."""

    owner: int
    text: str
    weight: float


def split_windows(texts: Sequence[str], prefix: str, tokenizer: Any, length: int) -> list[Window]:
    """One window for a text of at most `length` tokens, else up to MAX_WINDOWS that follow one another."""
    windows: list[Window] = []
    for owner, text in enumerate(texts):
        text = text[:_MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
        # A token covers a character or more, so short texts need no count; 8 leaves room for prefix and
        # marks.
        if len(prefix) + len(text) + 8 <= length:
            windows.append(Window(owner, text, 1.0))
        else:
            windows += _windows_of(owner, text, prefix, tokenizer, length)
    return windows


def join_windows(vectors: Vectors, windows: Sequence[Window], count: int) -> Vectors:
    """The weighted mean of each text's window vectors, unit length; shape (count, dimension)."""
    joined = np.zeros((count, vectors.shape[1]), dtype=np.float32)
    for vector, window in zip(vectors, windows, strict=True):
        joined[window.owner] += window.weight * vector
    return normalized(joined)


def _windows_of(owner: int, text: str, prefix: str, tokenizer: Any, length: int) -> list[Window]:
    spans = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)[
        "offset_mapping"
    ]
    room = max(1, length - 2 - len(tokenizer(prefix, add_special_tokens=False)["input_ids"]))
    windows = []
    for start in range(0, min(len(spans), room * MAX_WINDOWS), room):
        part = spans[start : start + room]
        windows.append(Window(owner, text[part[0][0] : part[-1][1]], float(len(part))))
    return windows or [Window(owner, text, 1.0)]
