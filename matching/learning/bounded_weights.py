"""What each verdict counts, so that no reviewer and no organization outweighs the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from matching.learning.settings import LearningSettings
from matching.learning.verdicts import Floats, Pair, Verdict

# Scaling down one voice lowers the sum that the others' shares are measured by; it settles geometrically.
_ROUNDS = 1_000


def bounded_weights(
    verdicts: Sequence[Verdict], settings: LearningSettings, trust: Mapping[str, float] | None = None
) -> Floats:
    """Weights, shape (n,). A pair counts at most once, shared among those who judged it by their `trust`
    (0..1, by reviewer; 1 when not named).

    Then every reviewer, every organization, and every reviewer's verdicts on one organization are scaled down
    to the most they may have of the sum and the prior, a reviewer's most being lowered by his trust as well:
    however many verdicts one voice adds, it gains no more.
    """
    trust = trust or {}
    trusted = np.asarray([trust.get(verdict.reviewer, 1.0) for verdict in verdicts], dtype=np.float64)
    on_pair: dict[Pair, float] = defaultdict(float)
    for verdict, value in zip(verdicts, trusted, strict=True):
        on_pair[verdict.pair] += float(value)
    weights: Floats = trusted / np.asarray([max(1.0, on_pair[verdict.pair]) for verdict in verdicts])
    groups = _groups(verdicts, settings, trust)
    for _ in range(_ROUNDS):
        changed = False
        # One after the other: rows in several heavy groups must not be scaled down for each.
        for rows, share in groups:
            most = share * (settings.prior + weights.sum())
            if (held := weights[rows].sum()) > most * (1 + 1e-6):
                weights[rows] *= most / held
                changed = True
        if not changed:
            break
    return weights


def shares(verdicts: Sequence[Verdict], weights: Floats, settings: LearningSettings) -> dict[str, float]:
    """The share of all weight, prior included, of each reviewer."""
    total = settings.prior + float(weights.sum())
    held: dict[str, float] = defaultdict(float)
    for verdict, weight in zip(verdicts, weights, strict=True):
        held[verdict.reviewer] += float(weight) / total
    return dict(held)


def _groups(
    verdicts: Sequence[Verdict], settings: LearningSettings, trust: Mapping[str, float]
) -> list[tuple[np.ndarray, float]]:
    """Rows that must not have more than a share together; a verdict stands in five."""
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, verdict in enumerate(verdicts):
        rows[verdict.reviewer, ""].append(row)
        for organization in set(verdict.organizations):
            rows["", organization].append(row)
            rows[verdict.reviewer, organization].append(row)
    groups = []
    for (reviewer, organization), found in rows.items():
        share = settings.most_on_one if reviewer and organization else settings.most_share
        share *= trust.get(reviewer, 1.0) if reviewer else 1.0
        # No verdict weighs more than 1, so a group of few cannot be heavy beside the prior.
        if len(found) > share * settings.prior:
            groups.append((np.asarray(found), share))
    return groups
