"""What a matcher takes in memory and time as a list grows, and from where on clusters beat comparing all.

.venv/bin/python -m scripts.benchmarks.growth [--sizes 1000 10000 100000 1000000] [--queries 200]

Each size is a process of its own. Raw are the vectors (float32) and the postings (a document's number and a
count of four bytes each); `held` is what the process has more of after the put than before it, texts, tables
and clusters included. Exact and clustered are the milliseconds of one query among `--queries` asked together.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from matching.clusters import recall, sufficient_clusters
from matching.encoders.base import Vectors
from matching.faiss_index import exact
from matching.matcher import Matcher
from matching.vector_index import VectorRows
from scripts.benchmarks.sampled_listings import DIMENSION, StandInEncoder, sample_listings

_CHUNK = 10_000
_TOP = 50
_NONE = np.zeros(0, dtype=np.int64)


def main() -> None:
    """One row for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--alone", action="store_true", help="measure one size in this process")
    options = parser.parse_args()
    if options.alone:
        print(_measured(options.sizes[0], options.queries))
        return
    print(
        f"{'supplies':>9}{'raw MB':>8}{'held MB':>9}{'held/raw':>9}{'exact ms':>10}{'clustered ms':>14}"
        f"{'recall@50':>11}{'in service':>12}{'rank ms':>9}"
    )
    for size in options.sizes:
        command = [sys.executable, "-m", "scripts.benchmarks.growth", "--alone"]
        command += ["--sizes", str(size), "--queries", str(options.queries)]
        row = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        print(row, end="", flush=True)


def _measured(size: int, count: int) -> str:
    demands = sample_listings(count, "demand")
    matcher = Matcher(StandInEncoder())
    matcher.put(demands.documents, demands.vectors)
    before = _resident()
    for start in range(0, size, _CHUNK):
        chunk = sample_listings(min(_CHUNK, size - start), "supply", seed=start, first=start)
        matcher.put(chunk.documents, chunk.vectors)
        del chunk
    matcher.settle()
    held = _resident() - before
    supplies = matcher._pools["supply"]  # noqa: SLF001  (the table shows what is inside)
    postings = len(supplies.lexical.columns()["slots"])
    raw = size * DIMENSION * 4 + postings * 8
    ids = [document.id for document in demands.documents]
    started = time.perf_counter()
    matcher.rank_many(ids)
    ranking = 1000 * (time.perf_counter() - started) / count
    rows = VectorRows(DIMENSION)
    rows.put(np.arange(size), supplies.vectors.vectors(np.arange(size)))
    exact_ms, clustered_ms, found = _searched(rows, demands.vectors)
    state = "exact" if getattr(supplies.vectors, "is_exact", True) else "clusters"
    return (
        f"{size:>9}{raw / 1e6:>8.0f}{held / 1e6:>9.0f}{held / raw:>9.2f}{exact_ms:>10.2f}"
        f"{clustered_ms:>14.2f}{found:>11.3f}{state:>12}{ranking:>9.2f}"
    )


def _searched(rows: VectorRows, queries: Vectors) -> tuple[float, float, float]:
    """Milliseconds of a query compared with all and with clusters, and what clusters find of the first 50."""
    expected = exact(rows, queries, _TOP).rows
    started = time.perf_counter()
    exact(rows, queries, _TOP)
    exact_ms = 1000 * (time.perf_counter() - started) / len(queries)
    clusters = sufficient_clusters(rows, exact)
    started = time.perf_counter()
    found = clusters.search(rows, queries, _TOP, _NONE).rows
    return exact_ms, 1000 * (time.perf_counter() - started) / len(queries), recall(found, expected)


def _resident() -> int:
    """Bytes of memory the process has."""
    gc.collect()
    # What was freed between the pieces goes back, so that only what is held counts.
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) * 1024


if __name__ == "__main__":
    main()
