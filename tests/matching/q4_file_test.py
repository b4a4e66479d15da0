"""Four-bit blocks and the file around them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matching.encoders.q4_file import read_packed, unpack_q4
from matching.errors import EncoderError


def test_low_nibbles_come_first_and_eight_means_zero() -> None:
    nibbles = np.array([0x08 | (i << 4) for i in range(16)], dtype=np.uint8)
    block = np.zeros(1, dtype=[("scale", "<f2"), ("nibbles", "u1", (16,))])
    block["scale"], block["nibbles"] = 0.5, nibbles
    weights = unpack_q4(block)
    assert weights[:16].tolist() == [0.0] * 16
    assert weights[16:].tolist() == [(i - 8) * 0.5 for i in range(16)]


@pytest.mark.parametrize(
    ("content", "words"), [(b"GGUF....", "not a packed"), (b"E5S1" + b"\x01" * 12, "damaged")]
)
def test_another_or_a_cut_file_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    with pytest.raises(EncoderError, match=words):
        read_packed(path)
