"""Fits what decides about answers to the labels of the dev part: one weight a feature, no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import Encoder
from matching.requirements.choosing import choose_sentences
from matching.requirements.evidence import gather_evidence, read_sentence
from matching.requirements.judging import Judgement, judge_answer
from matching.requirements.labels import LabelledPair
from matching.requirements.logistic import Floats, fit_logistic
from matching.requirements.points import make_point
from matching.requirements.sentences import supply_sentences
from matching.requirements.vectors import SentenceVectors

# Few labels, many features: of 0.3 to 30 this did best over five folds of the dev part, with two encoders.
RIDGE = 1.0


@dataclass(frozen=True)
class LabelledEvidence:
    """A pair's evidence, which sentences answer each point (points, sentences), and its answers' coverage.

    `coverage` holds COVERAGE of each labelled answer and whether it is labelled as partly; those are left out
    where figures, conditions or limits decide the verdict already.
    """

    kind: str
    features: Floats
    clauses: NDArray[np.intp]
    answers: Floats
    coverage: tuple[tuple[Floats, bool], ...]


def read_evidence(encoder: Encoder, pairs: Sequence[LabelledPair]) -> list[LabelledEvidence]:
    """What is known of every labelled pair."""
    vectors = SentenceVectors(encoder)
    return [_evidence(vectors, pair) for pair in pairs]


def _evidence(vectors: SentenceVectors, pair: LabelledPair) -> LabelledEvidence:
    sentences = [read_sentence(passage) for passage in supply_sentences(pair.supply)]
    points = [make_point(label.passage) for label in pair.points]
    evidence = gather_evidence(pair.demand, points, sentences, vectors)
    answers = np.array([[float(s.passage.text in p.answers) for s in sentences] for p in pair.points])
    coverage = []
    for row, label in enumerate(pair.points):
        at = int(answers[row].argmax())
        if answers[row].any() and judge_answer(points[row], sentences[at])[0] == "met":
            coverage.append((evidence.coverage[row, at], label.verdict == "partly"))
    return LabelledEvidence(pair.kind, evidence.features, evidence.clauses, answers, tuple(coverage))


def fit_judgement(pairs: Sequence[LabelledEvidence], ridge: float = RIDGE) -> Judgement:
    """The weights of all three decisions. An answer counts from an even chance on: no bar is fitted."""
    features = np.concatenate([pair.features.reshape(-1, pair.features.shape[-1]) for pair in pairs])
    chooses = fit_logistic(features, np.concatenate([pair.answers.ravel() for pair in pairs]), ridge)
    chosen = [(choose_sentences(chooses, pair.features, pair.clauses), pair.answers) for pair in pairs]
    telling = np.concatenate([told for (_, told), _ in chosen])
    right = np.concatenate([answers[np.arange(len(best)), best] for (best, _), answers in chosen])
    held = [one for pair in pairs for one in pair.coverage]
    partly = np.array([float(is_partly) for _, is_partly in held])
    leaves_out = fit_logistic(np.stack([coverage for coverage, _ in held]), partly, ridge)
    return Judgement(chooses, fit_logistic(telling, right, ridge), leaves_out)
