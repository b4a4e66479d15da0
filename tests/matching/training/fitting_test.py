"""Fitting weights, and the texts that fine-tuning sees."""

from __future__ import annotations

import numpy as np
import pytest

from matching.fusion import SIGNALS
from matching.knowledge.kinds import kinds_of
from matching.training.fine_tune import Batches, FineTuning, several_positives
from matching.training.fit_fusion import Question, best_threshold, fit_fusion


def questions(telling: int, count: int = 30) -> list[Question]:
    """Twenty supplies each, of which two fit; one signal tells them, the others are noise."""
    chance = np.random.default_rng(0)
    made = []
    for _ in range(count):
        grades = np.zeros(20, dtype=np.int8)
        grades[:2] = 3
        raw = chance.uniform(0, 0.5, (20, len(SIGNALS))).astype(np.float32)
        raw[:, telling] = np.where(grades > 0, 0.9, 0.1)
        raw[:, 0] *= 8
        made.append(Question(raw, np.full(20, 100.0, dtype=np.float32), grades))
    return made


@pytest.mark.parametrize("name", ["dense", "industry", "memory"])
def test_the_signal_that_tells_gets_the_weight(name: str) -> None:
    fusion = fit_fusion(questions(SIGNALS.index(name)))
    assert SIGNALS[int(np.argmax(fusion.ample))] == name
    assert sum(fusion.ample) == pytest.approx(1.0)


def test_a_signal_left_out_weighs_nothing() -> None:
    fusion = fit_fusion(questions(0), without=("memory", "preference"))
    assert fusion.bare[SIGNALS.index("memory")] == fusion.ample[SIGNALS.index("preference")] == 0.0


def test_the_threshold_parts_two_classes() -> None:
    scores, positive = np.asarray([0.1, 0.2, 0.6, 0.7]), np.asarray([False, False, True, True])
    assert 0.2 < best_threshold(scores, positive) <= 0.6
    assert best_threshold(scores, np.ones(4, dtype=bool)) == 0.1


def test_batches_hold_two_sectors_and_mark_lookalikes() -> None:
    kinds = kinds_of("train")
    settings = FineTuning(kinds_per_batch=8)
    batch = Batches(kinds, settings).draw()
    assert sorted(set(batch.demand_kinds)) == list(range(8))
    assert len(batch.demands) == 16
    assert len(batch.supplies) == 24
    assert sorted(k for k in batch.supply_kinds if k < 0) == [-1 - k for k in reversed(range(8))]
    assert Batches(kinds, settings).draw() == batch
    with pytest.raises(ValueError, match="two sectors"):
        Batches([kind for kind in kinds if kind.sector == kinds[0].sector], settings)


def test_the_loss_falls_as_positives_come_nearer_than_negatives() -> None:
    import torch

    positive = torch.tensor([[True, True, False]])
    near, far = torch.tensor([[5.0, 5.0, 0.0]]), torch.tensor([[0.0, 0.0, 5.0]])
    assert several_positives(near, positive) < several_positives(far, positive)
    # A text compared with itself is neither: shutting it out takes nothing from the loss.
    shut = torch.tensor([[False, False, True]])
    assert several_positives(near, positive, shut) < 1e-3
