"""Low-rank differences that fine-tuning made to a model's weights: W' = W + up @ down (Hu et al., 2021)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.errors import EncoderError

_FIELDS = ("up", "up_scale", "down", "down_scale")


@dataclass(frozen=True)
class Factors:
    """One difference in 8 bits: `up` (out, rank) by `up_scale` (rank,), and `down` (rank, in) by its own."""

    up: NDArray[np.int8]
    up_scale: NDArray[np.float32]
    down: NDArray[np.int8]
    down_scale: NDArray[np.float32]

    def product(self) -> NDArray[np.float32]:
        """The difference, shape (out, in)."""
        scales = (self.up_scale * self.down_scale)[None, :]
        product: NDArray[np.float32] = (self.up.astype(np.float32) * scales) @ self.down.astype(np.float32)
        return product


class Differences:
    """Factors by the name of the weight matrix they change."""

    def __init__(self, factors: Mapping[str, Factors]) -> None:
        """As they are stored."""
        self._factors = dict(factors)

    @property
    def version(self) -> str:
        """First eight places of the SHA-256 (hex) over all factors: vectors of two versions never mix."""
        seen = hashlib.sha256()
        for name, tensor in sorted(self.tensors().items()):
            seen.update(name.encode() + tensor.tobytes())
        return seen.hexdigest()[:8]

    def tensors(self) -> dict[str, NDArray[np.generic]]:
        """As they are stored: four tensors a weight."""
        return {
            f"{name}.{field}": np.ascontiguousarray(getattr(factors, field))
            for name, factors in self._factors.items()
            for field in _FIELDS
        }

    def merged(self, name: str, weights: NDArray[np.floating]) -> NDArray[np.floating]:
        """`weights` with the difference added, in their own precision; as they are when there is none."""
        if name not in self._factors:
            return weights
        delta = self._factors[name].product()
        if delta.shape != weights.shape:
            raise EncoderError(f"the difference for {name} does not fit its weights {weights.shape}")
        return (weights.astype(np.float32) + delta).astype(weights.dtype)


def compressed(deltas: Mapping[str, NDArray[np.floating]], rank: int) -> Differences:
    """The best approximation of each delta of that rank, by singular values (Eckart and Young, 1936)."""
    factors = {}
    for name, delta in deltas.items():
        left, values, right = np.linalg.svd(np.asarray(delta, dtype=np.float32), full_matrices=False)
        root = np.sqrt(values[:rank])
        up, up_scale = _in_8_bits(left[:, :rank] * root, axis=0)
        down, down_scale = _in_8_bits(root[:, None] * right[:rank], axis=1)
        factors[name] = Factors(up, up_scale, down, down_scale)
    return Differences(factors)


def write_differences(differences: Differences, path: Path) -> None:
    """One safetensors file."""
    from safetensors.numpy import save_file

    save_file(differences.tensors(), path)


def read_differences(path: Path) -> Differences:
    """As `write_differences` wrote them; EncoderError when the file is missing or damaged."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        tensors = load_file(path)
        names = sorted({name.rpartition(".")[0] for name in tensors})
        return Differences(
            {name: Factors(*(tensors[f"{name}.{field}"] for field in _FIELDS)) for name in names}
        )
    except (OSError, KeyError, SafetensorError) as problem:
        raise EncoderError(f"{path} holds no differences of weights: {problem}") from problem


def digest(path: Path) -> str:
    """SHA-256 (hex, first 12 places) of the file; EncoderError when it is missing."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    except OSError as problem:
        raise EncoderError(f"{path} cannot be read: {problem}") from problem


def _in_8_bits(values: NDArray[np.float32], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Whole numbers of -127..127 and, along `axis`, the scale of each component."""
    scale = np.maximum(np.abs(values).max(axis=axis), 1e-12) / 127.0
    whole = np.rint(values / (scale[None, :] if axis == 0 else scale[:, None]))
    return whole.astype(np.int8), scale.astype(np.float32)
