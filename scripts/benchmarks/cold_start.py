"""How long a matcher takes to stand ready from its snapshot, beside making it from texts and vectors.

.venv/bin/python -m scripts.benchmarks.cold_start [--supplies 100000]

The start is a process of its own; what it imports is told apart.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from matching.matcher import Matcher
from matching.snapshot import save_snapshot
from scripts.benchmarks.sampled_listings import StandInEncoder, all_features, sample_listings

_START = """
import sys, time
begun = time.perf_counter()
from pathlib import Path
import faiss, numpy
from matching.snapshot import load_snapshot
from scripts.benchmarks.sampled_listings import StandInEncoder, all_features
encoder, trained = StandInEncoder(), all_features()
imported = time.perf_counter()
matcher = load_snapshot(Path(sys.argv[1]), encoder, trained=trained)
loaded = time.perf_counter()
matcher.rank("X0000000")
print(imported - begun, loaded - imported, time.perf_counter() - loaded)
"""


def main() -> None:
    """Make it once, store it, and start from it in a new process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--supplies", type=int, default=100_000)
    options = parser.parse_args()
    supplies, demands = sample_listings(options.supplies, "supply"), sample_listings(1000, "demand")
    matcher = Matcher(StandInEncoder(), trained=all_features())
    started = time.perf_counter()
    matcher.put(supplies.documents, supplies.vectors)
    matcher.put(demands.documents, demands.vectors)
    made = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "snapshot"
        started = time.perf_counter()
        save_snapshot(folder, matcher)
        stored = time.perf_counter() - started
        size = sum(path.stat().st_size for path in folder.iterdir()) / 2**20
        command = [sys.executable, "-c", _START, str(folder)]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    imports, loading, first = map(float, answer.split())
    print(f"{'seconds':44}{len(matcher):>10} listings")
    for name, seconds in (
        ("made from texts and vectors", made),
        (f"stored ({size:.0f} MiB)", stored),
        ("imports and trained files of a new process", imports),
        ("checked and loaded", loading),
        ("first ranking", first),
    ):
        print(f"{name:44}{seconds:10.2f}")


if __name__ == "__main__":
    main()
