"""Vectors of points and sentences, remembered, and how near two of them are in the encoder's own measure."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from matching.encoders.base import Encoder, Vectors, normalized
from matching.reference import reference_documents
from matching.requirements.sentences import cut_sentences

Side = Literal["query", "passage"]
# Some 40 MB at 384 numbers a vector: the points and sentences of a few hundred pairs.
REMEMBERED = 25_000


class SentenceVectors:
    """Encodes short texts once and forgets those not asked for longest. Safe between threads.

    A point and a sentence of unrelated listings have a cosine that depends on the encoder, so nearness is
    counted in deviations of such pairs (as matching.reference does for whole listings): about 0 for
    unrelated sentences, whatever the encoder.
    """

    def __init__(self, encoder: Encoder, remembered: int = REMEMBERED) -> None:
        self._encoder = encoder
        self._remembered = remembered
        self._lock = threading.Lock()
        self._measuring = threading.Lock()
        self._rows: OrderedDict[tuple[Side, str], Vectors] = OrderedDict()
        self._scale: tuple[Vectors, Vectors, float] | None = None

    def prepare(self) -> None:
        """Measure what unrelated sentences have in common now, so that no reader waits for it."""
        self._measured()

    def remember(self, side: Side, texts: Sequence[str]) -> None:
        """Encode texts that will be asked for, in one go."""
        self._vectors(side, list(dict.fromkeys(texts)))

    def nearness(self, points: Sequence[str], sentences: Sequence[str]) -> Vectors:
        """Nearness of points and sentences in deviations of unrelated pairs; shape (points, sentences)."""
        asked, said, deviation = self._measured()
        rows = normalized(self._vectors("query", points) - asked)
        columns = normalized(self._vectors("passage", sentences) - said)
        near: Vectors = (rows @ columns.T) / deviation
        return near

    def _measured(self) -> tuple[Vectors, Vectors, float]:
        """Centre of points, centre of sentences, deviation of unrelated pairs; measured when first needed."""
        with self._measuring:
            if self._scale is None:
                points = _reference_sentences("demand")
                sentences = _reference_sentences("supply")
                asked, said = self._vectors("query", points), self._vectors("passage", sentences)
                centres = asked.mean(axis=0), said.mean(axis=0)
                pairs = normalized(asked - centres[0]) @ normalized(said - centres[1]).T
                self._scale = (*centres, max(float(np.sqrt(np.mean(pairs**2))), 1e-3))
            return self._scale

    def _vectors(self, side: Side, texts: Sequence[str]) -> Vectors:
        """Vectors of `texts`, shape (n, dimension); only those not remembered are encoded, without a lock."""
        if not texts:
            return np.zeros((0, self._encoder.dimension), dtype=np.float32)
        with self._lock:
            known = {text: self._rows[side, text] for text in texts if (side, text) in self._rows}
        missing = list(dict.fromkeys(text for text in texts if text not in known))
        if missing:
            encode: Callable[[Sequence[str]], Vectors] = (
                self._encoder.encode_queries if side == "query" else self._encoder.encode_passages
            )
            known |= dict(zip(missing, encode(missing), strict=True))
        self._remember(side, known)
        return np.stack([known[text] for text in texts])

    def _remember(self, side: Side, rows: dict[str, Vectors]) -> None:
        with self._lock:
            for text, row in rows.items():
                self._rows[side, text] = row
                self._rows.move_to_end((side, text))
            while len(self._rows) > self._remembered:
                self._rows.popitem(last=False)


def _reference_sentences(kind: str) -> list[str]:
    """Sentences of the reference listings of one side, no two of one problem."""
    held = [document for document in reference_documents() if document.kind == kind]
    return [s.text for document in held for s in cut_sentences(document.summary, "summary")]
