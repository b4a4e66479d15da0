"""Whether an answer covers all that a point asks, or leaves out a part of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from matching.requirements.nearness import Floats, Nearness
from matching.requirements.points import Point
from matching.requirements.rarity import shared, term_weights
from matching.requirements.sentences import cut_clauses
from matching.requirements.statements import Statement

COVERAGE = (
    "clauses",  # the point has more than one
    "spread",  # of the sentence's nearness to them
    "fewest_shared",  # share of words in common of the clause that has fewest
    "adds",  # the point asks for one thing and another (并, 还)
    "problem",  # the point tells the problem, whose clauses say the same thing twice
)
_ADDS = re.compile(r"并(?!排|发|行|列|非)|还|同时(?!在|接)|以及|且|及其")


def coverage_of(points: Sequence[Point], sentences: Sequence[Statement], near: Nearness) -> Floats:
    """COVERAGE of every point by every sentence, shape (points, sentences, len(COVERAGE))."""
    found = np.zeros((len(points), len(sentences), len(COVERAGE)))
    first = 0
    for row, point in enumerate(points):
        clauses = cut_clauses(point.passage)
        best = near.by_clause[first : first + len(clauses)]
        first += len(clauses)
        weights = [term_weights(clause.text) for clause in clauses]
        words = np.array([[shared(terms, s.terms) for s in sentences] for terms in weights])
        found[row, :, 0] = float(len(clauses) > 1)
        found[row, :, 1] = best.max(axis=0) - best.min(axis=0)
        found[row, :, 2] = words.min(axis=0)
        found[row, :, 3] = float(bool(_ADDS.search(point.passage.text)))
        found[row, :, 4] = float(point.aspect == "problem")
    return found
