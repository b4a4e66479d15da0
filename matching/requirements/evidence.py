"""What speaks for a sentence as the answer to a point: nearness, shared words, the same kind of figure, the
same condition, where it stands in its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.documents import Document
from matching.requirements.comparing import asks_figures, best_offer
from matching.requirements.constraints import Constraint, wanted_constraints
from matching.requirements.coverage import COVERAGE, coverage_of
from matching.requirements.manner import names_outcome
from matching.requirements.nearness import Floats, Nearness, late_interaction
from matching.requirements.points import Point
from matching.requirements.rarity import character_weights, shared, term_weights
from matching.requirements.statements import Statement
from matching.requirements.vectors import SentenceVectors
from matching.requirements.vocabulary import groups_in
from matching.scoring import Part

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
    "problem",  # the point tells the problem;
    "problem_nearness",  # and then: nearness of the whole need and the sentence,
    "problem_lead",  # how far that stands out,
    "problem_opening",  # the sentence opens the text, where a supply says what it does,
    "problem_figure",  # the sentence gives figures, which answer indicators rather than the problem
    "topic",  # nearness of the need as a whole and the supply's sentences in the mean
    "title",  # the sentence is the supply's title,
    "opening",  # or what opens its text,
    "opening_function",  # the point asks for a function and the sentence opens the text,
    "opening_core",  # and how near the point is to the supply as a whole, where the sentence opens the text
    "trouble",  # the sentence tells a trouble rather than what is done about it,
    "problem_trouble",  # and the point tells the problem
    "outcome",  # the point says what it will be judged by, and the sentence what came of it elsewhere
    "lead_in",  # the sentence opens the description, where vendors often tell the trouble,
    "problem_lead_in",  # and the point tells the problem
)
# Listings less alike than the first are of different trades, listings more alike than the second of one.
_TRADES = (0.3, 0.7)
_ASPECTS = ("indicator", "environment", "data", "delivery", "function")
WHOLE = (
    "pair",  # nearness of both listings as wholes
    "pair_use",  # the same where the point tells the problem or asks for a function, else 0
    "trade",  # likeness of both in the words of the trade, within _TRADES: what is of another answers little
    "core",  # nearness of the point and the supply as a whole
    *_ASPECTS,  # the point's aspect
)


@dataclass(frozen=True)
class Evidence:
    """`features`: shape (points, sentences, len(FEATURES)); `nearness`: the first of them alone; `coverage`:
    (points, sentences, len(COVERAGE)); `whole`: WHOLE of each point, (points, len(WHOLE)); `clauses`: which
    clause of each sentence is nearest, (points, sentences)."""

    features: Floats
    nearness: Floats
    coverage: Floats
    whole: Floats
    clauses: NDArray[np.intp]

    @classmethod
    def empty(cls) -> Evidence:
        """Of no points and no sentences."""
        none = np.zeros((0, 0))
        return cls(
            np.zeros((0, 0, len(FEATURES))),
            none,
            np.zeros((0, 0, len(COVERAGE))),
            np.zeros((0, len(WHOLE))),
            np.zeros((0, 0), np.intp),
        )


def gather_evidence(
    demand: Document,
    supply: Document,
    points: Sequence[Point],
    sentences: Sequence[Statement],
    vectors: SentenceVectors,
    parts: Sequence[Part],
) -> Evidence:
    """The features of every point beside every sentence; `parts` is what the matcher says of the pair."""
    near = late_interaction(points, sentences, vectors)
    whole = _whole(demand, supply, points, vectors, parts)
    features = np.zeros((len(points), len(sentences), len(FEATURES)))
    features[:, :, : len(_COMPARED)] = _compared(points, sentences, near)
    features[:, :, len(_COMPARED) :] = _placed(demand, points, sentences, whole, vectors)
    return Evidence(features, near.of, coverage_of(points, sentences, near), whole, near.best_clauses())


_COMPARED = FEATURES[: FEATURES.index("problem")]


def _compared(points: Sequence[Point], sentences: Sequence[Statement], near: Nearness) -> Floats:
    """The features of a point and a sentence by themselves; shape (points, sentences, len(_COMPARED))."""
    usual = np.median(near.of, axis=0)
    found = np.zeros((len(points), len(sentences), len(_COMPARED)))
    for row, point in enumerate(points):
        wanted = wanted_constraints(point.passage.text)
        weights, characters = term_weights(point.passage.text), character_weights(point.passage.text)
        groups = groups_in(point.passage.text)
        asks = bool(asks_figures(point.quantities))
        middle = float(np.median(near.of[row]))
        for column, sentence in enumerate(sentences):
            figure, at = _same_figure(point, sentence)
            found[row, column] = (
                near.of[row, column],
                near.of[row, column] - middle,
                near.of[row, column] - usual[column],
                shared(weights, sentence.terms),
                shared(characters, sentence.characters),
                len(groups & sentence.groups) / len(groups) if groups else 0.0,
                figure,
                near.clause(row, column, at) if at is not None else 0.0,
                float(figure == 0.0 and asks),
                _same_condition(wanted, sentence),
                float(point.aspect in sentence.aspects),
            )
    return found


def _placed(
    demand: Document,
    points: Sequence[Point],
    sentences: Sequence[Statement],
    whole: Floats,
    vectors: SentenceVectors,
) -> Floats:
    """The features of where a sentence stands, by the kind of point; shape (points, sentences, the rest)."""
    gist = vectors.nearness([gist_of(demand)], [s.passage.text for s in sentences])[0].astype(np.float64)
    fields = [s.passage.field for s in sentences]
    opens = next((i for i, field in enumerate(fields) if field != "title"), -1)
    opening = np.array([float(i == opens) for i in range(len(fields))])
    has_figures = np.array([float(bool(s.quantities)) for s in sentences])
    one = np.ones((len(points), len(sentences)))
    problem = np.array([[float(point.aspect == "problem")] for point in points])
    function = np.array([[float(point.aspect == "function")] for point in points])
    judged = np.array([[float(names_outcome(point.passage.text))] for point in points])
    trouble = np.array([float(s.tells_trouble) for s in sentences])
    leads = next((i for i, field in enumerate(fields) if field == "description"), -1)
    lead_in = np.array([float(i == leads and fields[0] == "title") for i in range(len(fields))])
    core = whole[:, WHOLE.index("core")][:, None]
    return np.stack(
        [
            problem * one,
            problem * gist,
            problem * (gist - np.median(gist)),
            problem * opening,
            problem * has_figures,
            float(gist.mean()) * one,
            one * [float(field == "title") for field in fields],
            one * opening,
            function * opening,
            core * opening,
            one * trouble,
            problem * trouble,
            judged * [float(s.tells_outcome) for s in sentences],
            one * lead_in,
            problem * lead_in,
        ],
        axis=-1,
    )


def _whole(
    demand: Document,
    supply: Document,
    points: Sequence[Point],
    vectors: SentenceVectors,
    parts: Sequence[Part],
) -> Floats:
    """WHOLE of every point, shape (points, len(WHOLE))."""
    texts = [demand.query_text(), *(point.passage.text for point in points)]
    near = vectors.nearness(texts, [supply.passage_text()])[:, 0]
    pair, core = float(near[0]), near[1:]
    trade = float(np.clip(sum(part.value for part in parts if part.name == "wording"), *_TRADES))
    return np.array(
        [
            (
                pair,
                pair * float(point.aspect in ("problem", "function")),
                trade,
                float(core[row]),
                *(float(point.aspect == name) for name in _ASPECTS),
            )
            for row, point in enumerate(points)
        ]
    ).reshape(len(points), len(WHOLE))


def gist_of(demand: Document) -> str:
    """What the need is about, in a length that sentences compare with."""
    return "，".join(part for part in (demand.title, demand.summary or demand.description) if part)[:120]


def _same_figure(point: Point, sentence: Statement) -> tuple[float, int | None]:
    """The share of the figures asked that the sentence has something to set beside, and in which clause."""
    asked = asks_figures(point.quantities)
    offers = [offer for figure in asked if (offer := best_offer(figure, sentence.quantities)) is not None]
    if not offers:
        return 0.0, None
    at = offers[0].start + sentence.passage.start
    where = next(i for i, clause in enumerate(sentence.clauses) if at < clause.end)
    return len(offers) / len(asked), where


def _same_condition(wanted: Sequence[Constraint], sentence: Statement) -> float:
    return float(any(constraint.name in sentence.stances for constraint in wanted))
