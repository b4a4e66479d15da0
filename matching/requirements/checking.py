"""Measures the answers against the labels: which sentence, which verdict, and how sure the figures are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from matching.encoders.base import Encoder
from matching.requirements.labels import LabelledPair, LabelledPoint
from matching.requirements.pair_parts import parts_of
from matching.requirements.points import make_point, split_points
from matching.requirements.reader import PointReader
from matching.results import PointAnswer


@dataclass(frozen=True)
class Share:
    """`right` of `count`, with the interval that holds the true share in 95 of 100 such samples."""

    right: int
    count: int

    @property
    def value(self) -> float:
        """The share; 0 of nothing."""
        return self.right / self.count if self.count else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's score interval (1927): holds near 0 and 1 too."""
        if not self.count:
            return 0.0, 1.0
        z, n, p = 1.959964, self.count, self.value
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Judged:
    """A labelled point beside the answer that was given."""

    pair: LabelledPair
    label: LabelledPoint
    answer: PointAnswer

    @property
    def stated(self) -> bool:
        """Whether it was seen if the supply speaks of the point at all."""
        return (self.answer.sentence is None) == (not self.label.answers)

    @property
    def sentence(self) -> bool:
        """Whether the pair of point and sentence is right: the labelled sentence, or rightly none."""
        if self.answer.sentence is None or not self.label.answers:
            return self.stated
        return self.answer.sentence.text in self.label.answers

    @property
    def verdict(self) -> bool:
        """Whether the verdict is the labelled one."""
        return self.answer.verdict == self.label.verdict

    @property
    def aspect(self) -> bool:
        """Whether the aspect is the labelled one."""
        return self.answer.aspect == self.label.aspect


MEASURES = ("sentence", "verdict", "both", "stated", "aspect")


def judge_labels(encoder: Encoder, pairs: Sequence[LabelledPair]) -> list[Judged]:
    """Answer every labelled point as it was labelled."""
    reader, judged = PointReader(encoder), []
    for pair, parts in zip(pairs, parts_of(pairs, encoder), strict=True):
        points = [make_point(label.passage, pair.demand) for label in pair.points]
        answers = reader.read_points(pair.demand, points, pair.supply, parts)
        judged += [Judged(pair, label, a) for label, a in zip(pair.points, answers, strict=True)]
    return judged


def measure(judged: Sequence[Judged]) -> dict[str, Share]:
    """The share that is right by each of MEASURES; `both` asks for sentence and verdict."""
    return {name: Share(sum(_is_right(one, name) for one in judged), len(judged)) for name in MEASURES}


def measure_split(pairs: Iterable[LabelledPair]) -> Share:
    """How many labelled points the splitter cuts out of the need as labelled (overlap of 0.6 or more)."""
    right = count = 0
    for pair in pairs:
        cut = [(p.passage.start, p.passage.end) for p in split_points(pair.demand)]
        for label in pair.points:
            span = label.passage.start, label.passage.end
            right += any(_overlap(span, one) >= 0.6 for one in cut)
            count += 1
    return Share(right, count)


def _is_right(judged: Judged, name: str) -> bool:
    if name == "both":
        return judged.sentence and judged.verdict
    return bool(getattr(judged, name))


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Intersection over union of two stretches."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / (max(one[1], other[1]) - min(one[0], other[0]))
