"""Whether a candidate is better than what is in service, on verdicts it has not seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.evaluation.significance import holm_correction, paired_permutation_test
from matching.learning.settings import LearningSettings
from matching.learning.verdicts import Floats, TooFewVerdicts, Verdict, outcomes_of


@dataclass(frozen=True)
class Figures:
    """On the held-out verdicts: the share of (recommended, rejected) pairs of one demand in the right order,
    the same over all demands, and the mean of -ln of the chance given to what was said."""

    pairwise: float
    auroc: float
    log_loss: float


@dataclass(frozen=True)
class Comparison:
    """Both versions on the same verdicts, and how likely such a difference is by chance (Holm, 1979)."""

    current: Figures
    candidate: Figures
    p_pairwise: float
    p_log_loss: float
    verdicts: int
    demands: int
    better: bool


@dataclass(frozen=True)
class Ruling:
    """What one version says of n verdicts: scores for the order and chances for the loss, shape (n,)."""

    scores: Floats
    chances: Floats


def compare(
    verdicts: Sequence[Verdict],
    weights: Floats,
    current: Ruling,
    candidate: Ruling,
    settings: LearningSettings,
) -> Comparison:
    """Demand by demand, each by the bounded weight of its verdicts: a flood does not decide the test either.

    Better is who wins in order or in log-loss by a paired permutation test over demands, corrected for having
    two tries, and does not lose in the other. Raises TooFewVerdicts for fewer than `settings.least_demands`
    demands with both outcomes.
    """
    said = outcomes_of(verdicts)
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, verdict in enumerate(verdicts):
        rows_of[verdict.demand].append(row)
    demands = [np.asarray(rows) for rows in rows_of.values()]
    mixed = [rows for rows in demands if 0 < said[rows].sum() < len(rows)]
    if len(mixed) < settings.least_demands:
        raise TooFewVerdicts(len(mixed), settings.least_demands, to_judge=True)
    order, loss = [], []
    for ruling in (current, candidate):
        losses = _losses(ruling.chances, said)
        found = [_order(ruling.scores[rows], said[rows], weights[rows]) for rows in mixed]
        order.append(_demand_values(found, mixed, weights))
        found = [float(np.average(losses[rows], weights=weights[rows])) for rows in demands]
        loss.append(_demand_values(found, demands, weights))
    raw = [paired_permutation_test(order[1], order[0]), paired_permutation_test(loss[1], loss[0])]
    p_pairwise, p_log_loss = holm_correction(raw)
    orders, loss_means = [float(o.mean()) for o in order], [float(row.mean()) for row in loss]
    wins = (orders[1] > orders[0] and p_pairwise < settings.significance) or (
        loss_means[1] < loss_means[0] and p_log_loss < settings.significance
    )
    figures = [
        Figures(orders[at], _order(ruling.scores, said, weights), loss_means[at])
        for at, ruling in enumerate((current, candidate))
    ]
    return Comparison(
        figures[0],
        figures[1],
        p_pairwise,
        p_log_loss,
        len(verdicts),
        len(mixed),
        wins and orders[1] >= orders[0] - 1e-9 and loss_means[1] <= loss_means[0] + 1e-9,
    )


def _demand_values(values: Sequence[float], demands: Sequence[np.ndarray], weights: Floats) -> Floats:
    """One value a demand, times its share of the weight, so that their plain mean is the weighted one."""
    held = np.asarray([weights[rows].sum() for rows in demands])
    result: Floats = np.asarray(values) * held / max(float(held.mean()), 1e-12)
    return result


def _order(scores: Floats, said: Floats, weights: Floats) -> float:
    """The weighted chance that a recommended pair scores above a rejected one, a tie counting half."""
    yes, no = said > 0.5, said < 0.5
    if not yes.any() or not no.any():
        return 0.5
    order = np.argsort(scores[no], kind="stable")
    values, held = scores[no][order], np.concatenate([[0.0], np.cumsum(weights[no][order])])
    below = held[np.searchsorted(values, scores[yes], "left")]
    up_to = held[np.searchsorted(values, scores[yes], "right")]
    return float((weights[yes] * (below + up_to) / 2).sum() / (weights[yes].sum() * held[-1]))


def _losses(chances: Floats, said: Floats) -> Floats:
    kept = np.clip(chances, 1e-4, 1 - 1e-4)
    losses: Floats = -np.log(np.where(said > 0.5, kept, 1 - kept))
    return losses
