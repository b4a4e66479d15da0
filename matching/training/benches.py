"""Judged lists as the matcher sees them, each in the six views, for fitting and for measuring."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from matching.documents import Document, read_listings
from matching.encoders.base import Encoder, Vectors
from matching.evaluation import FITS, Judgements, read_judgements
from matching.kind_vectors import Learned, remember
from matching.knowledge.kinds import kinds_of
from matching.matcher import Matcher, MatcherSettings
from matching.trained import Trained
from matching.training.fit_calibration import Shortlist
from matching.training.fit_fusion import Question
from matching.training.lists import ListShape, draw_list
from matching.views import VIEWS, Cut, cut_document
from matching.wording_file import learn_wording

JUDGED = Path(__file__).parent / "judged"
OPEN_LIST = Path("marketplace/demo/data")
# Lists written and judged whole, apart from the knowledge base, for choosing, and how often each counts; the
# plain editions are most like what is published.
DEV_LISTS = {"dev-1": 2, "dev-2": 2, "dev-3": 2, "dev-4": 2, "dev-3.plain": 4, "dev-4.plain": 4}
# Likewise, for figures alone.
TEST_LISTS = ("test-1", "test-2", "test-1.plain", "test-2.plain")
# Lists drawn for choosing weights.
TUNE_SEEDS = range(4)


class CachedEncoder:
    """Encodes each text once: the views of a list share most of theirs."""

    def __init__(self, encoder: Encoder) -> None:
        """Around another encoder."""
        self._encoder = encoder
        self._known: dict[tuple[str, str], Vectors] = {}

    @property
    def name(self) -> str:
        """The other encoder's."""
        return self._encoder.name

    @property
    def dimension(self) -> int:
        """The other encoder's."""
        return self._encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (n, dimension)."""
        return self._encode("query", texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (n, dimension)."""
        return self._encode("passage", texts)

    def _encode(self, side: str, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if (side, text) not in self._known]
        if new:
            call = self._encoder.encode_queries if side == "query" else self._encoder.encode_passages
            self._known.update({(side, text): row for text, row in zip(new, call(new), strict=True)})
        return np.stack([self._known[side, text] for text in texts])


@dataclass(frozen=True)
class Bench:
    """A list in one view, held by a matcher, with its grades."""

    source: str
    view: tuple[Cut, Cut]
    matcher: Matcher
    judgements: Judgements

    @property
    def times(self) -> int:
        """How often it counts in fitting: lists that were written whole weigh more than the many drawn."""
        return {"open": 6, **DEV_LISTS}.get(self.source, 1)

    @property
    def demands(self) -> list[str]:
        """Ids of the demands."""
        return self.matcher.ids("demand")

    def questions(self) -> Iterator[Question]:
        """Each demand with all supplies, as signals before scaling."""
        for key in self.demands:
            ids, found = self.matcher.ranked(key)
            grades = self._grades(key, ids)
            scores = found.scores
            raw = np.column_stack([scores.units, found.candidates.shares, scores.values[:, 2:]])
            yield Question(raw.astype(np.float32), scores.amounts.astype(np.float32), grades)

    def shortlists(self, withhold: bool) -> Iterator[Shortlist]:
        """Each demand's first ten under the matcher's weights; `withhold` keeps back all that fits."""
        for key in self.demands:
            fitting = [s for s, grade in self.judgements.get(key, {}).items() if grade >= FITS]
            if withhold and not fitting:
                continue
            ids, features = self.matcher.first_features(key, exclude=fitting if withhold else ())
            fits = np.isin(ids, fitting)
            yield Shortlist(features, fits, bool(fitting) and not withhold, withhold)

    def _grades(self, demand: str, supplies: Iterable[str]) -> NDArray[np.int8]:
        judged = self.judgements.get(demand, {})
        return np.asarray([judged.get(supply, 0) for supply in supplies], dtype=np.int8)


def bench_views(
    source: str, documents: Sequence[Document], judgements: Judgements, encoder: Encoder, trained: Trained
) -> Iterator[Bench]:
    """One bench a view."""
    for view in VIEWS:
        matcher = Matcher(encoder, MatcherSettings(skip_own_organization=False), trained)
        matcher.put([cut_document(d, view[0] if d.kind == "demand" else view[1]) for d in documents])
        yield Bench(source, view, matcher, judgements)


def open_list() -> tuple[list[Document], Judgements]:
    """The demonstration list, read from the repository that this is run in."""
    return read_listings(OPEN_LIST / "listings.jsonl"), read_judgements(OPEN_LIST / "qrels.tsv")


def written_list(name: str) -> tuple[list[Document], Judgements]:
    """A list of `DEV_LISTS` or `TEST_LISTS`.

    The plain edition of a list has the same descriptions under the titles and summaries of ordinary notices;
    in the other edition these share hardly a word between a need and what answers it.
    """
    whole = name.removesuffix(".plain")
    documents = read_listings(JUDGED / f"{whole}.jsonl")
    if name != whole:
        rows = (
            json.loads(line) for line in (JUDGED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        )
        short = {row["code"]: row for row in rows}
        documents = [
            replace(d, title=short[d.id]["title"], summary=short[d.id]["summary"]) for d in documents
        ]
    return documents, read_judgements(JUDGED / f"{whole}.qrels.tsv")


def drawn_benches(
    split: Literal["tune", "test"],
    seeds: Collection[int],
    shape: ListShape,
    encoder: Encoder,
    trained: Trained,
) -> Iterator[Bench]:
    """Lists drawn from kinds that nothing was trained on.

    Their memory and wording are made of the training kinds and those that the list says are known.
    """
    training = kinds_of("train")
    base = trained.memory and trained.memory.only([kind.id for kind in training])
    for seed in seeds:
        drawn = draw_list(kinds_of(split), seed, shape, training)
        known = replace(trained, wording=learn_wording([*training, *drawn.known]))
        if base is not None:
            memory = remember(drawn.known, encoder, Learned(trained.reference, base))
            known = replace(known, memory=memory)
        yield from bench_views(f"{split}-{seed}", drawn.documents, drawn.judgements, encoder, known)


def tune_benches(encoder: Encoder, trained: Trained) -> Iterator[Bench]:
    """The open list, the written development lists, and lists drawn from the tune kinds, in six views."""
    yield from bench_views("open", *open_list(), encoder, trained)
    for name in DEV_LISTS:
        yield from bench_views(name, *written_list(name), encoder, trained)
    yield from drawn_benches("tune", TUNE_SEEDS, ListShape(), encoder, trained)
