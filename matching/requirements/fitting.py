"""Fits what decides about answers to the labels of the fitting part: one weight a feature, no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matching.encoders.base import Encoder
from matching.requirements.choosing import choose_sentences, fit_choice
from matching.requirements.evidence import Evidence, gather_evidence, gist_of
from matching.requirements.judging import Judgement, judge_answer
from matching.requirements.labels import LabelledPair
from matching.requirements.logistic import Floats, fit_logistic
from matching.requirements.pair_parts import parts_of
from matching.requirements.points import make_point
from matching.requirements.sentences import cut_clauses, supply_sentences
from matching.requirements.statements import read_statement
from matching.requirements.vectors import SentenceVectors
from matching.scoring import Part

# Few labels, many features: of 0.3 to 10 this did best over five folds of the fitting part.
RIDGE = 1.0


@dataclass(frozen=True)
class LabelledEvidence:
    """A pair's evidence, which sentences answer each point (points, sentences), and its answers' coverage.

    `coverage` holds COVERAGE of each labelled answer and whether it is labelled as partly; those are left out
    where figures, conditions or limits decide the verdict already.
    """

    problem: str
    evidence: Evidence
    answers: Floats
    coverage: tuple[tuple[Floats, bool], ...]


def read_evidence(encoder: Encoder, pairs: Sequence[LabelledPair]) -> list[LabelledEvidence]:
    """What is known of every labelled pair."""
    vectors = SentenceVectors(encoder)
    # All texts in two batches: encoding pair by pair takes several times as long.
    vectors.remember("query", [text for pair in pairs for text in _asked(pair)])
    vectors.remember("passage", [text for pair in pairs for text in _said(pair)])
    return [_evidence(vectors, *row) for row in zip(pairs, parts_of(pairs, encoder), strict=True)]


def fit_judgement(pairs: Sequence[LabelledEvidence], ridge: float = RIDGE) -> Judgement:
    """The weights of all three decisions. An answer counts from an even chance on: no bar is fitted."""
    answered = [(p.evidence.features[i], a) for p in pairs for i, a in enumerate(p.answers) if a.any()]
    choice = fit_choice([features for features, _ in answered], [answers for _, answers in answered], ridge)
    chosen = [(choose_sentences(choice, pair.evidence), pair.answers) for pair in pairs]
    telling = np.concatenate([told for (_, told), _ in chosen])
    right = np.concatenate([answers[np.arange(len(best)), best] for (best, _), answers in chosen])
    held = [one for pair in pairs for one in pair.coverage]
    partly = np.array([float(is_partly) for _, is_partly in held])
    leaves_out = fit_logistic(np.stack([coverage for coverage, _ in held]), partly, ridge)
    return Judgement(choice, fit_logistic(telling, right, ridge), leaves_out)


def _evidence(vectors: SentenceVectors, pair: LabelledPair, parts: Sequence[Part]) -> LabelledEvidence:
    sentences = [read_statement(passage) for passage in supply_sentences(pair.supply)]
    points = [make_point(label.passage, pair.demand) for label in pair.points]
    evidence = gather_evidence(pair.demand, pair.supply, points, sentences, vectors, parts)
    answers = np.array([[float(s.passage.text in p.answers) for s in sentences] for p in pair.points])
    coverage = []
    for row, label in enumerate(pair.points):
        at = int(answers[row].argmax())
        if answers[row].any() and judge_answer(points[row], sentences[at])[0] == "met":
            coverage.append((evidence.coverage[row, at], label.verdict == "partly"))
    return LabelledEvidence(pair.problem, evidence, answers, tuple(coverage))


def _asked(pair: LabelledPair) -> Iterator[str]:
    yield from (gist_of(pair.demand), pair.demand.query_text())
    for label in pair.points:
        yield label.passage.text
        yield from (clause.text for clause in cut_clauses(label.passage))


def _said(pair: LabelledPair) -> Iterator[str]:
    yield pair.supply.passage_text()
    for sentence in supply_sentences(pair.supply):
        yield sentence.text
        yield from (clause.text for clause in cut_clauses(sentence))
