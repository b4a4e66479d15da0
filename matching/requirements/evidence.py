"""What speaks for a sentence as the answer to a point: nearness, shared words, the same kind of figure, the
same condition."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

import numpy as np
from numpy.typing import NDArray

from matching.documents import Document
from matching.reference import reference_documents
from matching.requirements.aspects import aspects_in
from matching.requirements.comparing import asks_figures, best_offer
from matching.requirements.constraints import CONSTRAINTS, Constraint, stance_on, wanted_constraints
from matching.requirements.exclusions import limit_in
from matching.requirements.points import Point
from matching.requirements.quantities import Quantity, find_quantities
from matching.requirements.sentences import cut_clauses
from matching.requirements.vectors import SentenceVectors
from matching.requirements.vocabulary import groups_in
from matching.results import Aspect, Passage
from matching.segmentation import term_counts

FEATURES = (
    "nearness",  # of point and sentence, by late interaction
    "lead",  # how far the sentence stands out among those of its text: product names are near to everything
    "singled_out",  # how far the point stands out among those that the sentence may answer
    "shared",  # share of the point's words, by rarity, that the sentence uses
    "characters",  # the same of single Chinese characters, which meet where words were cut otherwise
    "vocabulary",  # share of the point's groups of requirement words that the sentence uses
    "figure",  # share of the figures asked that the sentence has something to set beside
    "figure_nearness",  # of the point and the clause with such a figure
    "no_figure",  # a figure is asked and the sentence has none that compares
    "condition",  # both speak of the same condition
    "aspect",  # both use the words of delivery, of the place of use, or of data
    "title",  # the sentence is the supply's title
    "problem",  # the point tells the problem;
    "problem_nearness",  # and then: nearness of the whole need and the sentence,
    "problem_lead",  # how far that stands out,
    "problem_opening",  # the sentence opens the text, where a supply says what it does,
    "problem_figure",  # the sentence gives figures, which answer indicators rather than the problem
    "topic",  # nearness of the need as a whole and the supply's sentences in the mean
)
COVERAGE = (
    "clauses",  # the point has more than one
    "spread",  # of the sentence's nearness to them
    "fewest_shared",  # share of words in common of the clause that has fewest
    "adds",  # the point asks for one thing and another (并, 还)
    "problem",  # the point tells the problem, whose clauses say the same thing twice
)

_HAN = re.compile(r"[\u4e00-\u9fff]")
_ADDS = re.compile(r"并(?!排|发|行|列|非)|还|同时(?!在|接)|以及|且|及其")


@dataclass(frozen=True)
class Sentence:
    """A sentence of the supply with its clauses, figures and words, read once for all points."""

    passage: Passage
    clauses: tuple[Passage, ...]
    quantities: tuple[Quantity, ...]
    terms: frozenset[str]
    characters: frozenset[str]
    groups: frozenset[str]
    aspects: frozenset[Aspect]
    stances: Mapping[str, bool]
    limit: str


def read_sentence(passage: Passage) -> Sentence:
    """A passage of a supply, read."""
    clauses = tuple(cut_clauses(passage))
    quantities = tuple(find_quantities(passage.text))
    terms = frozenset(term_counts(passage.text))
    stances = {c.name: stance for c in CONSTRAINTS if (stance := stance_on(c, passage.text)) is not None}
    aspects, limit = aspects_in(passage.text), limit_in(passage.text)
    characters, groups = frozenset(_HAN.findall(passage.text)), groups_in(passage.text)
    return Sentence(passage, clauses, quantities, terms, characters, groups, aspects, stances, limit)


@dataclass(frozen=True)
class Evidence:
    """`features`: shape (points, sentences, len(FEATURES)); `nearness`: the first of them alone."""

    features: NDArray[np.float64]
    nearness: NDArray[np.float64]
    coverage: NDArray[np.float64]
    clauses: NDArray[np.intp]

    @classmethod
    def empty(cls) -> Evidence:
        """Of no points and no sentences."""
        return cls(
            np.zeros((0, 0, len(FEATURES))),
            np.zeros((0, 0)),
            np.zeros((0, 0, len(COVERAGE))),
            np.zeros((0, 0), np.intp),
        )


def gather_evidence(
    demand: Document, points: Sequence[Point], sentences: Sequence[Sentence], vectors: SentenceVectors
) -> Evidence:
    """The features of every point beside every sentence."""
    near = _late_interaction(points, sentences, vectors)
    whole = vectors.nearness([_gist(demand)], [s.passage.text for s in sentences])[0]
    usual, topic = np.median(near.of, axis=0), float(whole.mean())
    opening = next((i for i, s in enumerate(sentences) if s.passage.field != "title"), -1)
    features = np.zeros((len(points), len(sentences), len(FEATURES)))
    for row, point in enumerate(points):
        wanted = wanted_constraints(point.passage.text)
        weights = _weights(point.passage.text)
        characters = _character_weights(point.passage.text)
        groups = groups_in(point.passage.text)
        middle = float(np.median(near.of[row]))
        for column, sentence in enumerate(sentences):
            figure, at = _same_figure(point, sentence)
            is_problem = float(point.aspect == "problem")
            features[row, column] = (
                near.of[row, column],
                near.of[row, column] - middle,
                near.of[row, column] - usual[column],
                _shared(weights, sentence.terms),
                _shared(characters, sentence.characters),
                _overlap(groups, sentence.groups),
                figure,
                near.clause(row, column, at) if at is not None else 0.0,
                float(figure == 0.0 and bool(asks_figures(point.quantities))),
                _same_condition(wanted, sentence),
                float(point.aspect in sentence.aspects),
                float(sentence.passage.field == "title"),
                is_problem,
                is_problem * whole[column],
                is_problem * (whole[column] - float(np.median(whole))),
                is_problem * float(column == opening),
                is_problem * float(bool(sentence.quantities)),
                topic,
            )
    return Evidence(features, near.of, _coverage(points, sentences, near), near.best_clauses())


def _gist(demand: Document) -> str:
    """What the need is about, in a length that sentences compare with."""
    return "，".join(part for part in (demand.title, demand.summary or demand.description) if part)[:120]


@dataclass(frozen=True)
class _Nearness:
    """`of`: shape (points, sentences); `clauses`: shape (points, clauses of all sentences)."""

    of: NDArray[np.float64]
    clauses: NDArray[np.float64]
    by_clause: NDArray[np.float64]
    starts: NDArray[np.int64]

    def clause(self, point: int, sentence: int, clause: int) -> float:
        """Nearness of a point and one clause of a sentence."""
        return float(self.clauses[point, self.starts[sentence] + clause])

    def best_clauses(self) -> NDArray[np.intp]:
        """Which clause of each sentence is nearest to each point; shape (points, sentences)."""
        pieces = np.split(self.clauses, self.starts[1:], axis=1)
        return np.stack([piece.argmax(axis=1) for piece in pieces], axis=1)


def _late_interaction(
    points: Sequence[Point], sentences: Sequence[Sentence], vectors: SentenceVectors
) -> _Nearness:
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
    return _Nearness(
        together.astype(np.float64), by_point.astype(np.float64), best.astype(np.float64), starts
    )


def _coverage(points: Sequence[Point], sentences: Sequence[Sentence], near: _Nearness) -> NDArray[np.float64]:
    """COVERAGE of every point by every sentence, shape (points, sentences, len(COVERAGE))."""
    found = np.zeros((len(points), len(sentences), len(COVERAGE)))
    first = 0
    for row, point in enumerate(points):
        clauses = cut_clauses(point.passage)
        best = near.by_clause[first : first + len(clauses)]
        first += len(clauses)
        weights = [_weights(clause.text) for clause in clauses]
        words = np.array([[_shared(terms, s.terms) for s in sentences] for terms in weights])
        found[row, :, 0] = float(len(clauses) > 1)
        found[row, :, 1] = best.max(axis=0) - best.min(axis=0)
        found[row, :, 2] = words.min(axis=0)
        found[row, :, 3] = float(bool(_ADDS.search(point.passage.text)))
        found[row, :, 4] = float(point.aspect == "problem")
    return found


def _weights(text: str) -> dict[str, float]:
    """The terms of a point, each weighing as much as it is rare."""
    rarity = _document_frequencies()
    count = len(reference_documents())
    return {t: n * log((count + 1) / (rarity.get(t, 0) + 0.5)) for t, n in term_counts(text).items()}


def shared_share(text: str, other: str) -> float:
    """The share of the words of `text`, by rarity, that `other` uses too."""
    return _shared(_weights(text), frozenset(term_counts(other)))


def _shared(weights: dict[str, float], terms: frozenset[str]) -> float:
    """The share of a point's terms, by weight, that a sentence uses."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in terms) / total if total else 0.0


def _character_weights(text: str) -> dict[str, float]:
    """The Chinese characters of a point, each weighing as much as it is rare."""
    rarity, count = _character_frequencies(), len(reference_documents())
    return {c: log((count + 1) / (rarity.get(c, 0) + 0.5)) for c in set(_HAN.findall(text))}


def _overlap(asked: frozenset[str], said: frozenset[str]) -> float:
    return len(asked & said) / len(asked) if asked else 0.0


def _same_figure(point: Point, sentence: Sentence) -> tuple[float, int | None]:
    """The share of the figures asked that the sentence has something to set beside, and in which clause."""
    asked = asks_figures(point.quantities)
    offers = [offer for figure in asked if (offer := best_offer(figure, sentence.quantities)) is not None]
    if not offers:
        return 0.0, None
    at = offers[0].start + sentence.passage.start
    where = next(i for i, clause in enumerate(sentence.clauses) if at < clause.end)
    return len(offers) / len(asked), where


def _same_condition(wanted: Sequence[Constraint], sentence: Sentence) -> float:
    return float(any(constraint.name in sentence.stances for constraint in wanted))


@lru_cache(maxsize=1)
def _character_frequencies() -> dict[str, int]:
    """In how many of the reference listings a character stands."""
    frequencies: dict[str, int] = {}
    for document in reference_documents():
        for character in set(document.passage_text()):
            frequencies[character] = frequencies.get(character, 0) + 1
    return frequencies


@lru_cache(maxsize=1)
def _document_frequencies() -> dict[str, int]:
    """In how many of the reference listings a term stands."""
    frequencies: dict[str, int] = {}
    for document in reference_documents():
        for term in term_counts(document.passage_text()):
            frequencies[term] = frequencies.get(term, 0) + 1
    return frequencies
