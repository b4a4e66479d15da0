"""What a matcher takes in memory and time as a list grows, and from where on codes beat comparing all.

.venv/bin/python -m scripts.benchmarks.growth [--sizes 1000 10000 100000 1000000] [--queries 200]
.venv/bin/python -m scripts.benchmarks.growth --crossover [--sizes 1000 2000 5000 10000 20000 50000 100000]

Each size is a process of its own. Raw are the vectors (float32) and the postings (a document's number and a
count of four bytes each); `held` is what the process has more of after the put than before it: texts, tables
and codes, but neither the libraries nor the working memory of one put, which are there before. Exact and
codes are the milliseconds of one query asked alone for 200 places, and recall the share of the exact first
fifty among them. `rank` is one demand ranked alone, from its held vector to reasons and chances.

The crossover table has vectors only, and also asks 1,000 queries at once. From the sizes at which codes stay
quicker come TRY_CODES_FROM and MANY_FROM in matching/faiss_index.py. Times are those that the processors
worked, which other work on the machine disturbs least.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import cast

import numpy as np

from matching.allocation import return_large_blocks
from matching.encoders.base import Vectors
from matching.faiss_index import FaissIndex, exact, threads_for
from matching.matcher import Matcher
from matching.short_codes import ShortCodes, sufficient_codes
from matching.vector_index import Nearest, VectorRows
from scripts.benchmarks.sampled_listings import (
    DIMENSION,
    Sample,
    StandInEncoder,
    all_features,
    placed_vectors,
    sample_listings,
    sample_placed,
)

# Put at a time, as the engine does.
_CHUNK = 4096
_DEPTH, _TOP, _TOGETHER, _ROUNDS = 200, 50, 1000, 2
_SIZES = [1000, 10_000, 100_000, 1_000_000]
_CROSSOVER_SIZES = [1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000]
# Codes that find less of the exact first fifty are no answer, however quick.
_LEAST_RECALL = 0.98


def main() -> None:
    """One row for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--crossover", action="store_true")
    parser.add_argument("--alone", action="store_true", help="measure one size in this process")
    options = parser.parse_args()
    if options.crossover:
        print_crossover(options.sizes or _CROSSOVER_SIZES)
        return
    if options.alone:
        print(_measured(options.sizes[0], options.queries))
        return
    print(
        f"{'supplies':>9}{'put s':>8}{'raw MB':>8}{'held MB':>9}{'held/raw':>9}{'exact ms':>10}"
        f"{'codes ms':>10}{'recall@50':>11}{'in service':>12}{'rank ms':>9}"
    )
    for size in options.sizes or _SIZES:
        command = [sys.executable, "-m", "scripts.benchmarks.growth", "--alone"]
        command += ["--sizes", str(size), "--queries", str(options.queries)]
        row = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        print(row, end="", flush=True)


def _measured(size: int, count: int) -> str:
    return_large_blocks()
    demands = sample_listings(count, "demand")
    _warm_up(demands)
    matcher = _matcher_with(demands)
    before, putting = _resident(), 0.0
    for start in range(0, size, _CHUNK):
        chunk = sample_listings(min(_CHUNK, size - start), "supply", seed=start, first=start)
        started = time.perf_counter()
        matcher.put(chunk.documents, chunk.vectors)
        putting += time.perf_counter() - started
        del chunk
    matcher.settle()
    held = _resident() - before
    supplies = matcher._pools["supply"]  # noqa: SLF001  (the table shows what is inside)
    raw = size * DIMENSION * 4 + len(supplies.lexical.columns()["slots"]) * 8
    rank, ids = matcher.rank, [document.id for document in demands.documents]
    ranking = _alone(lambda one: rank(ids[one % count]), 100)
    state = "exact" if cast(FaissIndex, supplies.vectors).is_exact else "codes"
    rows = _rows(supplies.vectors.vectors(np.arange(size)))
    queries = placed_vectors(demands.vectors, "demand")
    found = _searched(rows, sufficient_codes(rows, exact), queries)
    return (
        f"{size:>9}{putting:>8.0f}{raw / 1e6:>8.0f}{held / 1e6:>9.0f}{held / raw:>9.2f}"
        f"{found.exact_ms:>10.2f}{found.codes_ms:>10.2f}{found.recall:>11.3f}{state:>12}{ranking:>9.2f}"
    )


def _warm_up(demands: Sample) -> None:
    """Put, rank and make codes once, so that what comes after is memory of listings."""
    _matcher_with(demands, sample_listings(_CHUNK, "supply")).rank(demands.documents[0].id)
    sufficient_codes(_rows(sample_placed(1000, "supply")), exact)


def _matcher_with(*samples: Sample) -> Matcher:
    matcher = Matcher(StandInEncoder(), trained=all_features())
    for sample in samples:
        matcher.put(sample.documents, sample.vectors)
    matcher.settle()
    return matcher


def print_crossover(sizes: list[int]) -> None:
    """One row for each size, and the sizes from which codes stay quicker and find enough."""
    queries = sample_placed(_TOGETHER, "demand")
    print(f"{'':>9}{'one alone, ms':>20}{'1,000 at once, ms each':>26}")
    print(f"{'vectors':>9}{'exact':>10}{'codes':>10}{'exact':>13}{'codes':>13}{'recall@50':>11}")
    alone: dict[int, bool] = {}
    together: dict[int, bool] = {}
    for size in sizes:
        rows = _rows(sample_placed(size, "supply"))
        codes = sufficient_codes(rows, exact)
        found = _searched(rows, codes, queries[:200])
        ours = _at_once(partial(codes.search, rows), queries)
        theirs = _at_once(partial(exact, rows), queries)
        is_enough = found.recall >= _LEAST_RECALL
        alone[size] = is_enough and found.codes_ms < found.exact_ms
        together[size] = is_enough and ours < theirs
        print(
            f"{size:>9}{found.exact_ms:>10.3f}{found.codes_ms:>10.3f}{theirs:>13.3f}{ours:>13.3f}"
            f"{found.recall:>11.3f}",
            flush=True,
        )
    print(
        f"one alone: codes are quicker from {_crossover(alone)} on; at once: from {_crossover(together)} on"
    )


def _crossover(is_quicker: dict[int, bool]) -> str:
    """The least size from which on all are quicker."""
    least = "more than measured"
    for size in sorted(is_quicker, reverse=True):
        if not is_quicker[size]:
            break
        least = f"{size:,}"
    return least


@dataclass(frozen=True)
class _Found:
    exact_ms: float
    codes_ms: float
    recall: float


def _searched(rows: VectorRows, codes: ShortCodes, queries: Vectors) -> _Found:
    """Milliseconds of one query alone compared with all and by codes, and what codes find."""
    found = codes.search(rows, queries, _DEPTH).rows
    expected = exact(rows, queries, _TOP).rows
    share = float(np.mean([np.isin(one, others).mean() for one, others in zip(expected, found, strict=True)]))
    by_codes, by_all = [], []
    for _ in range(_ROUNDS):
        by_all.append(_alone(lambda one: exact(rows, queries[one : one + 1], _DEPTH), 50))
        with threads_for(queries[:1]):
            by_codes.append(_alone(lambda one: codes.search(rows, queries[one : one + 1], _DEPTH), 50))
    return _Found(min(by_all), min(by_codes), share)


def _alone(ask: Callable[[int], object], count: int) -> float:
    """Milliseconds of one question, the median of `count` asked one after the other."""
    taken = []
    for one in range(count):
        started = time.process_time()
        ask(one)
        taken.append(1000 * (time.process_time() - started))
    return median(taken)


def _at_once(search: Callable[[Vectors, int], Nearest], queries: Vectors) -> float:
    """Milliseconds of each of many queries, the best of some rounds."""
    taken = []
    for _ in range(_ROUNDS):
        started = time.process_time()
        search(queries, _DEPTH)
        taken.append(1000 * (time.process_time() - started) / len(queries))
    return min(taken)


def _rows(vectors: Vectors) -> VectorRows:
    rows = VectorRows(DIMENSION)
    rows.put(np.arange(len(vectors)), vectors)
    return rows


def _resident() -> int:
    """Bytes of memory the process has."""
    gc.collect()
    # What was freed between the pieces goes back, so that only what is held counts.
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) * 1024


if __name__ == "__main__":
    main()
