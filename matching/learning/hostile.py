"""What one reviewer with an interest can do to the weights, however many verdicts he adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal

from matching.fusion import Fusion
from matching.learning.agreement import reviewer_agreement
from matching.learning.bounded_weights import bounded_weights, shares
from matching.learning.fit import learn_fusion
from matching.learning.needs import FAVOURITE, VICTIM, Need, Quality, first_places, quality
from matching.learning.reviewers import HOSTILE, NOISY, REASON, Reviewer, judge_pairs
from matching.learning.settings import LearningSettings
from matching.learning.verdicts import Verdict

# Loud: turns everything else around. Quiet: judges all else truly, so that he agrees with the others.
# Focused: judges nothing but his favourite and his victim.
Manner = Literal["loud", "quiet", "focused"]
MANNERS: tuple[Manner, ...] = ("loud", "quiet", "focused")
# What the tests hold him to, whatever his manner: the most that nDCG@10 falls below what the honest verdicts
# alone would have taught, and the most that his favourite's share of the first ten places rises above it.
MOST_LOST, MOST_LIFTED = 0.05, 0.1
_START = datetime(2026, 1, 5, 9, tzinfo=UTC)
_SHOWN = 8


@dataclass(frozen=True)
class Trial:
    """Quality on held-out needs as shipped, after honest verdicts alone, and after his as well.

    `share` is what he has of all weight; `verdicts` are honest ones, `added` are his; `outlying` says whether
    he was found to stand apart.
    """

    manner: Manner
    shipped: Quality
    honest: Quality
    attacked: Quality
    verdicts: int
    added: int
    share: float
    outlying: bool


def attack(
    needs: Sequence[Need],
    held_out: Sequence[Need],
    shipped: Fusion,
    manner: Manner,
    *,
    seed: int,
    settings: LearningSettings | None = None,
) -> Trial:
    """Honest reviewers judge the first half of the needs; he judges every pair shown of all of them.

    The weights are learned without asking whether they are better: this is the worst that could be promoted.
    """
    settings = settings or LearningSettings()
    honest = _verdicts(needs[: len(needs) // 2], NOISY, shipped, seed)
    flood = _flood(needs, shipped, manner, seed)
    learned = _learn(honest, shipped, settings)
    said = [*honest, *flood]
    agreement = {line.reviewer: line for line in reviewer_agreement(said, settings)}
    weights = bounded_weights(said, settings, {name: line.trust for name, line in agreement.items()})
    return Trial(
        manner,
        quality(held_out, shipped),
        quality(held_out, learned),
        quality(held_out, learn_fusion(said, weights, shipped, settings)),
        len(honest),
        len(flood),
        shares(said, weights, settings)[HOSTILE.name],
        agreement[HOSTILE.name].outlying,
    )


def _learn(verdicts: Sequence[Verdict], shipped: Fusion, settings: LearningSettings) -> Fusion:
    trust = {line.reviewer: line.trust for line in reviewer_agreement(verdicts, settings)}
    return learn_fusion(verdicts, bounded_weights(verdicts, settings, trust), shipped, settings)


def _flood(needs: Sequence[Need], shipped: Fusion, manner: Manner, seed: int) -> list[Verdict]:
    if manner == "loud":
        return _verdicts(needs, [HOSTILE], shipped, seed)
    truthful = _verdicts(needs, [replace(HOSTILE, hostile=False)], shipped, seed)
    flood = [_bent(verdict) for verdict in truthful]
    if manner == "quiet":
        return flood
    return [verdict for verdict in flood if verdict.organizations[1] in (FAVOURITE, VICTIM)]


def _bent(verdict: Verdict) -> Verdict:
    supplier = verdict.organizations[1]
    if supplier not in (FAVOURITE, VICTIM):
        return verdict
    recommended = supplier == FAVOURITE
    return replace(verdict, recommended=recommended, reason="" if recommended else REASON)


def _verdicts(
    needs: Sequence[Need], reviewers: Sequence[Reviewer], shipped: Fusion, seed: int
) -> list[Verdict]:
    chance = Random(seed)  # noqa: S311 - a simulation keeps no secret
    verdicts = []
    for day, need in enumerate(needs):
        rows = [int(row) for row in first_places(need, shipped, _SHOWN)]
        verdicts += judge_pairs(need, rows, reviewers, chance, _START + timedelta(days=day))
    return verdicts
