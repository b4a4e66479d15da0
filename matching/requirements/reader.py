"""Sets every point of a need beside the sentence of a supply that answers it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from matching.documents import Document
from matching.encoders.base import Encoder
from matching.requirements.evidence import Evidence, gather_evidence
from matching.requirements.fields import FIELDS, answer_field
from matching.requirements.judging import Judgement, judge_points, load_judgement
from matching.requirements.maturity import compare_maturity
from matching.requirements.points import Point, split_points
from matching.requirements.sentences import supply_sentences
from matching.requirements.statements import read_statement
from matching.requirements.vectors import SentenceVectors
from matching.results import PointAnswer
from matching.scoring import Part


class PointReader:
    """Reads pairs with one encoder; what it has encoded it remembers. Safe between threads."""

    def __init__(self, encoder: Encoder, judgement: Judgement | None = None) -> None:
        """`judgement` is what was fitted to the labels; by default what is shipped."""
        self._vectors = SentenceVectors(encoder)
        self._judgement = judgement or load_judgement()

    def prepare(self) -> None:
        """Measure the encoder now rather than at the first pair."""
        self._vectors.prepare()

    def read(
        self,
        demand: Document,
        supply: Document,
        parts: Sequence[Part],
        today: date | None = None,
    ) -> tuple[PointAnswer, ...]:
        """The answer to each point of `demand`, in the order of its text; budget and deadline last.

        `parts` are the matcher's of the pair: a supply that solves another problem is taken at its word less
        readily. `today` is when a delivery period would begin; without it a deadline cannot be compared.
        """
        points = split_points(demand)
        told = [point for point in points if point.passage.field not in FIELDS]
        kept = [point for point in points if point.passage.field in FIELDS]
        answers = self.read_points(demand, told, supply, parts)
        return (*answers, *(answer_field(point, supply, today) for point in kept))

    def read_points(
        self, demand: Document, points: Sequence[Point], supply: Document, parts: Sequence[Part]
    ) -> tuple[PointAnswer, ...]:
        """The answers to given points of the need's prose."""
        sentences = [read_statement(passage) for passage in supply_sentences(supply)]
        evidence = _NOTHING
        if points and sentences:
            evidence = gather_evidence(demand, supply, points, sentences, self._vectors, parts)
        answers = judge_points(points, sentences, evidence, self._judgement)
        return tuple(compare_maturity(p, a, supply) for p, a in zip(points, answers, strict=True))


_NOTHING = Evidence.empty()
