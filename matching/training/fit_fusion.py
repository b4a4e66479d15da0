"""Fits the weights of the fusion so that what fits stands above what does not.

The loss is listwise (ListNet's top-one form: Cao et al., 2007) with gains 2^grade - 1, over what pairs say
alone; what preference weighs is set. Weights stay positive and sum to 1 by softmax, so a signal can never
count against a pair: more agreement never lowers a score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matching.evaluation import FITS
from matching.fusion import ALONE, Fusion

if TYPE_CHECKING:
    import torch

# From this many characters of the shorter side on, the weights are those of ample text.
_AMPLE_TEXT = 60.0
# Where closeness is full, and where shared words say half of what they can. A half share that is learned
# comes to count any shared word at all, which serves the hardest lists alone; this one is as good there.
_FULL_UNITS, _HALF_SHARE = 8.0, 0.05
_STEPS, _RATE, _SMOOTH = 300, 0.05, 0.01
# Words weigh at least this much of what a pair says alone. The hardest lists, which share none, would have
# less; on lists such as are published nDCG@10 rises up to it, and stays for a third more.
_LEAST_LEXICAL = 0.12
# What preference weighs, by nDCG@10 on the lists for choosing, which hardly changes from 0.15 to 0.3.
_PREFERENCE = 0.25


@dataclass(frozen=True)
class Question:
    """One demand of one view with all n supplies of its list, as signals before scaling.

    `raw` has shape (n, 6): deviations of closeness, share of the BM25 ceiling, and the others as 0..1.
    `amounts` are characters of the shorter side, `grades` 0 to 3, both of shape (n,).
    """

    raw: NDArray[np.float32]
    amounts: NDArray[np.float32]
    grades: NDArray[np.int8]


def fit_fusion(questions: Sequence[Question], without: Sequence[str] = ()) -> Fusion:
    """The fusion that places graded supplies highest; signals named in `without` weigh 0."""
    import torch

    asked = [question for question in questions if question.grades.any()]
    kept = torch.tensor([name not in without for name in ALONE])
    bare = torch.zeros(len(ALONE), requires_grad=True)
    ample = torch.zeros(len(ALONE), requires_grad=True)
    sharpness = torch.tensor(2.5, requires_grad=True)
    optimizer = torch.optim.Adam([bare, ample, sharpness], lr=_RATE)
    groups = [_stacked(group) for group in _by_length(asked)]

    least = torch.tensor([_LEAST_LEXICAL * (name == "lexical") for name in ALONE]) * kept

    def weights(logits: torch.Tensor) -> torch.Tensor:
        return least + (1.0 - least.sum()) * torch.softmax(logits.masked_fill(~kept, -1e9), dim=0)

    for _ in range(_STEPS):
        loss = _SMOOTH * ((bare - ample) ** 2).sum()
        for signals, amount, gain in groups:
            mixed = (1 - amount) * weights(bare) + amount * weights(ample)
            scores = (_scaled(signals) * mixed).sum(dim=-1) * sharpness.exp()
            loss = loss - (gain * torch.log_softmax(scores, dim=1)).sum() / len(asked)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    preference = torch.tensor([0.0 if "preference" in without else _PREFERENCE])
    found = (torch.cat([(1.0 - preference) * weights(logits), preference]) for logits in (bare, ample))
    for_bare, for_ample = (_rounded(row) for row in found)
    fusion = Fusion(for_bare, for_ample, _AMPLE_TEXT, _FULL_UNITS, _HALF_SHARE, 0.0, 0.0)
    bare_least, ample_least = _least_fitting(fusion, questions)
    return replace(fusion, fits_bare=bare_least, fits_ample=ample_least)


def _least_fitting(fusion: Fusion, questions: Sequence[Question]) -> tuple[float, float]:
    """The scores that part best pairs that fit from those that do not, for bare and for ample text.

    Judged by balanced accuracy over each demand's best supply.
    """
    scores, fits, is_bare = [], [], []
    for question in questions:
        raw = question.raw.astype(np.float64)
        values = np.column_stack(
            [fusion.dense_values(raw[:, 0]), fusion.lexical_values(raw[:, 1]), raw[:, 2:]]
        )
        total = (values * fusion.weights(question.amounts)).sum(axis=1)
        best = int(np.argmax(total))
        scores.append(float(total[best]))
        fits.append(bool(question.grades[best] >= FITS))
        is_bare.append(bool(question.amounts[best] < _AMPLE_TEXT / 2))
    bare, ample = (
        best_threshold(np.asarray(scores)[mine], np.asarray(fits)[mine])
        for mine in (np.asarray(is_bare), ~np.asarray(is_bare))
    )
    return bare, ample


def best_threshold(scores: NDArray[np.floating], positive: NDArray[np.bool_]) -> float:
    """The value from which scores are called positive with the greatest balanced accuracy, to three places.

    The least score when one class is missing.
    """
    if positive.all() or not positive.any():
        return round(float(scores.min() if len(scores) else 0.0), 3)
    candidates = np.unique(np.round(scores, 3))
    balance = [((scores >= c)[positive].mean() + (scores < c)[~positive].mean(), c) for c in candidates]
    return float(max(balance)[1])


def _by_length(questions: Sequence[Question]) -> list[list[Question]]:
    """Questions over equally many supplies together, so that they are computed at once."""
    groups: dict[int, list[Question]] = {}
    for question in questions:
        groups.setdefault(len(question.grades), []).append(question)
    return list(groups.values())


def _stacked(group: list[Question]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Of m questions over n supplies: signals alone (m, n, 5), text (m, n, 1), gains (m, n) that sum to 1."""
    import torch

    text = np.clip(np.stack([q.amounts for q in group]) / _AMPLE_TEXT, 0.0, 1.0)[..., None]
    gains = 2.0 ** np.stack([q.grades for q in group]).astype(np.float32) - 1.0
    return (
        torch.from_numpy(np.stack([q.raw[:, : len(ALONE)] for q in group])),
        torch.from_numpy(text),
        torch.from_numpy(gains / gains.sum(axis=1, keepdims=True)),
    )


def _scaled(signals: torch.Tensor) -> torch.Tensor:
    """As `Fusion.dense_values` and `Fusion.lexical_values` have it."""
    import torch

    dense = (signals[..., :1] / _FULL_UNITS).clamp(0, 1)
    lexical = signals[..., 1:2] / (signals[..., 1:2] + _HALF_SHARE)
    return torch.cat([dense, lexical, signals[..., 2:]], dim=-1)


def _rounded(weights: torch.Tensor) -> tuple[float, ...]:
    """Four places that still sum to 1."""
    places = [round(weight, 4) for weight in weights.tolist()]
    largest = places.index(max(places))
    places[largest] = round(places[largest] + 1.0 - sum(places), 4)
    return tuple(places)
