"""What every encoder offers, and the settings it is chosen by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]
Precision = Literal["auto", "float32", "bfloat16"]


@runtime_checkable
class Encoder(Protocol):
    """Texts to vectors. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """Names the model; stored beside vectors, so two models never mix."""

    @property
    def dimension(self) -> int:
        """Length of each vector."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of the asking side, shape (n, dimension), float32, unit length."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of the answering side, shape (n, dimension), float32, unit length."""


@dataclass(frozen=True)
class EncoderSettings:
    """Which encoder, and what comes with it.

    `name` is `default` (multilingual-e5-small, fine-tuned, unpacked under `model_dir`), `e5-small`
    (the same as it came), `hashing`, a model name or folder,
    or an address (`http://`, `https://`, or `unix:/path.sock`). What is None comes with the model.
    """

    name: str = "default"
    query_prefix: str | None = None
    passage_prefix: str | None = None
    dimension: int | None = None
    precision: Precision = "auto"
    model_dir: Path = Path("var/models")
    endpoint_model: str = "default"
    api_key: str | None = field(default=None, repr=False)
    timeout_seconds: float = 60.0
    batch_size: int = 32
    threads: int | None = None


def normalized(vectors: NDArray[np.floating]) -> Vectors:
    """Rows scaled to unit length, as float32; a row without direction becomes the first axis."""
    rows = np.nan_to_num(np.asarray(vectors, dtype=np.float32), posinf=0.0, neginf=0.0)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    empty = lengths[:, 0] < 1e-12
    if empty.any():
        rows = rows.copy()
        rows[empty] = 0.0
        rows[empty, 0] = 1.0
        lengths[empty] = 1.0
    return np.ascontiguousarray(rows / lengths, dtype=np.float32)


def encode_distinct(texts: Sequence[str], dimension: int, encode: Callable[[list[str]], Vectors]) -> Vectors:
    """Give `encode` each distinct text once, longest first, and put the vectors back in the caller's order.

    Texts of like length share a batch, so little is spent on padding; shape (len(texts), dimension).
    """
    if not texts:
        return np.zeros((0, dimension), dtype=np.float32)
    distinct = sorted(set(texts), key=lambda text: (-len(text), text))
    row = {text: position for position, text in enumerate(distinct)}
    return np.ascontiguousarray(encode(distinct)[[row[text] for text in texts]])
