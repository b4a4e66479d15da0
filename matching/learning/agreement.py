"""How far reviewers agree, on shared pairs and on like ones, and who stands apart from all others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.learning.settings import LearningSettings
from matching.learning.verdicts import Floats, Pair, Verdict, outcomes_of, values_of

_ONE_SIDED_95 = 1.645


@dataclass(frozen=True)
class ReviewerAgreement:
    """One reviewer beside the others' consensus.

    `compared` verdicts, `shared` of them on pairs that others judged too; `kappa` is None below the least
    number. `trust` is what his verdicts count.
    """

    reviewer: str
    verdicts: int
    compared: int
    shared: int
    kappa: float | None
    outlying: bool
    trust: float


def cohen_kappa(first: ArrayLike, second: ArrayLike) -> float:
    """Agreement of two rows of yes and no beyond chance (Cohen, 1960), -1..1.

    0 where both always say the same one thing: nothing tells that from chance. ValueError for rows of no or
    of different length.
    """
    one, other = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    if one.shape != other.shape or one.ndim != 1 or not len(one):
        raise ValueError("expected two equally long rows of verdicts")
    observed = float((one == other).mean())
    chance = float(one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean()))
    return (observed - chance) / (1 - chance) if chance < 1 else 0.0


def shared_kappa(verdicts: Sequence[Verdict]) -> tuple[int, float | None]:
    """Pairs of reviewers on pairs that both judged: how many comparisons, and their kappa (None without)."""
    by_pair: dict[Pair, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        by_pair[verdict.pair].append(verdict)
    first, second = [], []
    for said in by_pair.values():
        for at, verdict in enumerate(said):
            # Both ways round: who is named first means nothing.
            others = [other.recommended for other in said[at + 1 :]]
            first += [verdict.recommended] * len(others) + others
            second += others + [verdict.recommended] * len(others)
    return len(first) // 2, cohen_kappa(first, second) if first else None


def reviewer_agreement(
    verdicts: Sequence[Verdict], settings: LearningSettings | None = None
) -> list[ReviewerAgreement]:
    """Every reviewer, by name. An outlier agrees with the others surely less than `settings.outlying` of the
    median reviewer's kappa; his trust falls with his kappa. One reviewer alone is nobody's outlier."""
    settings = settings or LearningSettings()
    compared = _compare(verdicts, settings)
    kappas = {
        name: cohen_kappa(rows.own, rows.others)
        for name, rows in compared.items()
        if len(rows.own) >= settings.least_compared
    }
    usual = float(np.median(list(kappas.values()))) if len(kappas) > 2 else 0.0
    result = []
    for name, rows in sorted(compared.items()):
        kappa = kappas.get(name)
        outlying = usual > 0 and kappa is not None and _surely_below(kappa, rows, settings.outlying * usual)
        trust = max(settings.least_trust, min(1.0, (kappa or 0.0) / usual)) if outlying else 1.0
        result.append(
            ReviewerAgreement(name, rows.verdicts, len(rows.own), rows.shared, kappa, outlying, trust)
        )
    return result


@dataclass(frozen=True)
class _Compared:
    """One reviewer's verdicts beside what the others say, in the same order."""

    verdicts: int
    own: NDArray[np.bool_]
    others: NDArray[np.bool_]
    shared: int


def _compare(verdicts: Sequence[Verdict], settings: LearningSettings) -> dict[str, _Compared]:
    """Each verdict beside the majority of the other reviewers, one voice each however many verdicts he gave.

    A reviewer's voice on a pair is his own verdict on it or, where he gave none, the mean of those on the
    pairs nearest in the space of signals. Rejections for price, date or rules are left out.
    """
    judged: dict[str, list[Verdict]] = {verdict.reviewer: [] for verdict in verdicts}
    for verdict in verdicts:
        if verdict.recommended or verdict.about_fit:
            judged[verdict.reviewer].append(verdict)
    counts = Counter(verdict.reviewer for verdict in verdicts)
    compared = {}
    for name, mine in judged.items():
        voices = [
            _voice(mine, theirs, settings.neighbours)
            for other, theirs in judged.items()
            if other != name and mine and len(theirs) >= settings.neighbours
        ]
        means = np.mean([opinion for opinion, _ in voices], axis=0) if voices else np.full(len(mine), 0.5)
        shared = np.any([same for _, same in voices], axis=0) if voices else np.zeros(len(mine), dtype=bool)
        told = means != 0.5  # a tie compares with nothing
        own = outcomes_of(mine) > 0.5
        compared[name] = _Compared(counts[name], own[told], means[told] > 0.5, int(shared[told].sum()))
    return compared


def _voice(
    mine: Sequence[Verdict], theirs: Sequence[Verdict], neighbours: int
) -> tuple[Floats, NDArray[np.bool_]]:
    """What another reviewer says of each of my pairs, 0..1, and whether he judged that very pair."""
    said, near = outcomes_of(theirs), values_of(theirs)
    by_pair = {verdict.pair: verdict.recommended for verdict in theirs}
    opinion = np.empty(len(mine))
    for start in range(0, len(mine), 512):  # in slices: thousands of verdicts need no gigabyte
        values = values_of(mine[start : start + 512])
        distances = (values**2).sum(axis=1)[:, None] + (near**2).sum(axis=1) - 2 * values @ near.T
        nearest = np.argpartition(distances, neighbours - 1, axis=1)[:, :neighbours]
        opinion[start : start + 512] = said[nearest].mean(axis=1)
    same = np.asarray([verdict.pair in by_pair for verdict in mine])
    opinion[same] = [float(by_pair[verdict.pair]) for verdict in mine if verdict.pair in by_pair]
    return opinion, same


def _surely_below(kappa: float, rows: _Compared, bound: float) -> bool:
    """Whether the upper end of the one-sided 95% interval (Cohen's large-sample error) is below the bound."""
    one, other = rows.own, rows.others
    observed = float((one == other).mean())
    chance = float(one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean()))
    if chance >= 1:
        return False
    error = sqrt(observed * (1 - observed) / len(one)) / (1 - chance)
    return kappa + _ONE_SIDED_95 * error < bound
