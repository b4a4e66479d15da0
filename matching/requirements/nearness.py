"""Nearness of points and sentences by their parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.requirements.points import Point
from matching.requirements.sentences import cut_clauses
from matching.requirements.statements import Statement
from matching.requirements.vectors import SentenceVectors

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Nearness:
    """`of`: shape (points, sentences); `clauses`: shape (points, clauses of all sentences)."""

    of: Floats
    clauses: Floats
    by_clause: Floats
    starts: NDArray[np.int64]

    def clause(self, point: int, sentence: int, clause: int) -> float:
        """Nearness of a point and one clause of a sentence."""
        return float(self.clauses[point, self.starts[sentence] + clause])

    def best_clauses(self) -> NDArray[np.intp]:
        """Which clause of each sentence is nearest to each point; shape (points, sentences)."""
        pieces = np.split(self.clauses, self.starts[1:], axis=1)
        return np.stack([piece.argmax(axis=1) for piece in pieces], axis=1)


def late_interaction(
    points: Sequence[Point], sentences: Sequence[Statement], vectors: SentenceVectors
) -> Nearness:
    """Nearness by parts: half of the whole sentence's, half the mean over a point's clauses of the nearest
    clause."""
    wholes = vectors.nearness([p.passage.text for p in points], [s.passage.text for s in sentences])
    parts = [[clause.text for clause in cut_clauses(p.passage)] for p in points]
    pieces = [[clause.text for clause in s.clauses] for s in sentences]
    near = vectors.nearness([t for part in parts for t in part], [t for piece in pieces for t in piece])
    starts = np.cumsum([0, *(len(piece) for piece in pieces)])[:-1]
    best = np.maximum.reduceat(near, starts, axis=1)
    rows = np.cumsum([0, *(len(part) for part in parts)])[:-1]
    counts = np.array([[len(part)] for part in parts])
    by_point = np.add.reduceat(near, rows, axis=0) / counts
    together = (wholes + np.add.reduceat(best, rows, axis=0) / counts) / 2
    return Nearness(together.astype(np.float64), by_point.astype(np.float64), best.astype(np.float64), starts)
