"""How long ranking takes beside the bare libraries it could be made of, as ratios within one run.

.venv/bin/python -m scripts.benchmarks.ranking [--supplies 100000] [--demands 1000] [--rounds 3] [--no-txtai]

Needs what requirements/benchmarks.in names. Everybody gets the same vectors and the same words, cut before
the clock starts for the bare libraries and txtai; the matcher cuts its demands on the clock, and answers
with scores, parts, shared words and reasons. txtai is asked as its documentation shows, once with its own
choice of vector index and once with an exact one. The matcher ranks with all it has: the learned weights, the
memory and the wording of kinds, and the calibration.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from matching.lexical_terms import weighted_cut
from matching.matcher import Matcher
from matching.pool import listing_fields
from scripts.benchmarks.sampled_listings import Sample, StandInEncoder, all_features, sample_listings

TOP = 10
DEPTH = 200
Way = Callable[[], object]


def main() -> None:
    """Time every way in turns; the best round of each counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--supplies", type=int, default=100_000)
    parser.add_argument("--demands", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-txtai", action="store_true")
    options = parser.parse_args()
    supplies = sample_listings(options.supplies, "supply")
    demands = sample_listings(options.demands, "demand")
    ways: dict[str, Way] = {
        "matcher": _matcher(supplies, demands),
        "FAISS": _faiss(supplies, demands),
        "bm25s": _bm25s(supplies, demands),
    }
    if not options.no_txtai:
        ways["txtai"] = _txtai(supplies, demands, None)
        ways["txtai, exact"] = _txtai(supplies, demands, "IDMap,Flat")
    seconds, work = (dict.fromkeys(ways, float("inf")) for _ in range(2))
    for _ in range(options.rounds):
        for name, way in ways.items():
            started, worked = time.perf_counter(), time.process_time()
            way()
            seconds[name] = min(seconds[name], time.perf_counter() - started)
            work[name] = min(work[name], time.process_time() - worked)
    print_table(seconds, work)


def print_table(seconds: dict[str, float], work: dict[str, float]) -> None:
    """Seconds by the clock and of the processors, and the matcher's over them.

    By the clock more threads are quicker, and other work on the machine is in it.
    """
    for one in (seconds, work):
        one["FAISS + bm25s"] = one["FAISS"] + one["bm25s"]
    print(f"{'':16}{'seconds':>9}{'matcher / it':>14}{'processor s':>14}{'matcher / it':>14}")
    for name, taken in seconds.items():
        print(
            f"{name:16}{taken:9.2f}{seconds['matcher'] / taken:14.2f}"
            f"{work[name]:14.2f}{work['matcher'] / work[name]:14.2f}"
        )


def terms_of(sample: Sample) -> list[list[str]]:
    """The terms that the matcher counts, for those who take words."""
    return [list(weighted_cut(listing_fields(document))[0]) for document in sample.documents]


def _matcher(supplies: Sample, demands: Sample) -> Way:
    matcher = Matcher(StandInEncoder(), trained=all_features())
    matcher.put(supplies.documents, supplies.vectors)
    matcher.put(demands.documents, demands.vectors)
    matcher.settle()
    ids = [document.id for document in demands.documents]
    return lambda: matcher.rank_many(ids, TOP)


def _faiss(supplies: Sample, demands: Sample) -> Way:
    import faiss

    index = faiss.IndexFlatIP(supplies.vectors.shape[1])
    index.add(supplies.vectors)
    return lambda: index.search(demands.vectors, DEPTH)


def _bm25s(supplies: Sample, demands: Sample) -> Way:
    import bm25s

    index = bm25s.BM25()
    index.index(terms_of(supplies), show_progress=False)
    queries = terms_of(demands)
    return lambda: index.retrieve(queries, k=DEPTH, show_progress=False)


def _txtai(supplies: Sample, demands: Sample, components: str | None) -> Way:
    from txtai import Embeddings

    queries = [" ".join(terms) for terms in terms_of(demands)]
    vector_of = dict(zip(queries, demands.vectors, strict=True))

    def known_vectors(texts: Sequence[Any]) -> Any:
        return np.stack([vector_of[text] for text in texts])

    config: dict[str, Any] = {
        "method": "external",
        "transform": known_vectors,
        "scoring": {"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"whitespace": True}},
    }
    if components:
        config["faiss"] = {"components": components}
    texts = [" ".join(terms) for terms in terms_of(supplies)]
    vector_of |= dict(zip(texts, supplies.vectors, strict=True))
    embeddings = Embeddings(config)
    embeddings.index([(number, text, None) for number, text in enumerate(texts)])
    return lambda: embeddings.batchsearch(queries, TOP)


if __name__ == "__main__":
    main()
