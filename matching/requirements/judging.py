"""Decides how a sentence answers a point: met, partly, failed, or not stated at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from matching.requirements.choosing import TELLING, Choice, choose_sentences
from matching.requirements.comparing import compare_figures
from matching.requirements.constraints import wanted_constraints
from matching.requirements.coverage import COVERAGE
from matching.requirements.evidence import FEATURES, Evidence
from matching.requirements.exclusions import denies
from matching.requirements.logistic import Logistic
from matching.requirements.points import Point
from matching.requirements.rarity import shared_share
from matching.requirements.statements import Statement
from matching.results import Comparison, PointAnswer, Verdict

_EVEN = 0.5
FITTED = Path(__file__).with_name("fitted.json")


@dataclass(frozen=True)
class Judgement:
    """What was fitted to the labels.

    `chooses`: which sentence answers a point best, from FEATURES. `speaks`: the chance that this one is an
    answer at all, from TELLING; it counts as one when that is more likely than not. `leaves_out`: the chance
    that an answer leaves out a part of the point, from COVERAGE.
    """

    chooses: Choice
    speaks: Logistic
    leaves_out: Logistic
    features: tuple[str, ...] = (*FEATURES, *TELLING, *COVERAGE)

    def save(self, path: Path = FITTED) -> None:
        """Write it as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


@lru_cache(maxsize=4)
def load_judgement(path: Path = FITTED) -> Judgement:
    """What `fit-points` wrote. Raises OSError, and ValueError when it was fitted for other features."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if tuple(data["features"]) != Judgement.features:
        raise ValueError(f"{path} was fitted for other features; run: python -m matching fit-points")
    speaks, leaves_out = (
        Logistic(data[name]["bias"], tuple(data[name]["weights"])) for name in ("speaks", "leaves_out")
    )
    return Judgement(Choice(tuple(data["chooses"]["weights"])), speaks, leaves_out)


def judge_points(
    points: Sequence[Point], sentences: Sequence[Statement], evidence: Evidence, judgement: Judgement
) -> list[PointAnswer]:
    """The answer to each point."""
    if not points or not sentences:
        return [_unanswered(point) for point in points]
    chosen, telling = choose_sentences(judgement.chooses, evidence)
    chances = judgement.speaks.chance(telling)
    partial = judgement.leaves_out.chance(evidence.coverage) > _EVEN
    answers = []
    for row, point in enumerate(points):
        best = int(chosen[row])
        if chances[row] < _EVEN:
            answers.append(_unanswered(point))
            continue
        verdict, comparisons = judge_answer(point, sentences[best], bool(partial[row, best]))
        answers.append(
            PointAnswer(
                point.passage,
                point.aspect,
                verdict,
                sentences[best].passage,
                round(float(evidence.nearness[row, best]), 3),
                tuple(comparisons),
            )
        )
    return answers


def judge_answer(
    point: Point, sentence: Statement, leaves_out: bool = False
) -> tuple[Verdict, list[Comparison]]:
    """The verdict on a sentence that speaks of the point, and what was compared.

    `leaves_out`: whether a part of what the point asks seems not to be covered.
    """
    figures = compare_figures(point.quantities, sentence.quantities) if point.aspect != "problem" else []
    conditions = _conditions(point, sentence)
    compared = [*figures, *conditions]
    if any(comparison.holds is False for comparison in compared) or _is_ruled_out(point, sentence):
        return "failed", compared
    if any(comparison.holds is None for comparison in figures) or leaves_out:
        return "partly", compared
    return "met", compared


def _conditions(point: Point, sentence: Statement) -> list[Comparison]:
    found = []
    for constraint in wanted_constraints(point.passage.text):
        stance = sentence.stances.get(constraint.name)
        if stance is not None:
            offered = constraint.asked if stance else constraint.against
            found.append(Comparison(constraint.name, "is", constraint.asked, offered, stance))
    return found


def _is_ruled_out(point: Point, sentence: Statement) -> bool:
    """Whether the sentence says that the product does not do just this, or needs what the point bars."""
    if not sentence.limit:
        return False
    return shared_share(point.passage.text, sentence.limit) > 0.0 and not denies(point.passage.text)


def _unanswered(point: Point) -> PointAnswer:
    return PointAnswer(point.passage, point.aspect, "not_stated", None, 0.0, ())
