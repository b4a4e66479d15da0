"""The rankings to beat, against values worked out by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from matching.evaluation.baselines import (
    BASELINES,
    Parts,
    Side,
    baseline_scores,
    bounded,
    rank_baselines,
    reciprocal_ranks,
    rule_score,
    standard,
)
from matching.evaluation.plain_bm25 import PlainBM25
from tests.matching.builders import demand, supply


def test_bm25_by_hand() -> None:
    index = PlainBM25(["gamma delta", "gamma gamma epsilon zeta"])
    # Two texts of 2 and 4 words, 3 on average; gamma is in both, so its idf is ln(1 + 0.5 / 2.5).
    idf = log(1 + 0.5 / 2.5)
    short = idf * 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 3))
    long = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 4 / 3))
    assert index.scores("gamma") == pytest.approx([short, long])
    assert index.scores("gamma gamma") == pytest.approx([2 * short, 2 * long])
    assert index.scores("theta") == pytest.approx([0.0, 0.0])


def test_bm25_bears_texts_without_a_word() -> None:
    index = PlainBM25(["", ""])
    assert index.scores("检测") == pytest.approx([0.0, 0.0])
    assert index.average_score() == 0.0


def test_ranks_are_fused_by_their_reciprocals() -> None:
    assert reciprocal_ranks(np.array([0.2, 0.9, 0.5])) == pytest.approx([1 / 63, 1 / 61, 1 / 62])


def test_blends_weigh_deviations() -> None:
    parts = Parts(np.array([1.0, 2.0, 3.0]), np.array([9.0, 0.0, 0.0]), np.zeros(3))
    scores = baseline_scores(parts, 1.0)
    root = np.sqrt(1.5)
    assert standard(parts.dense) == pytest.approx([-root, 0.0, root])
    lexical = standard(parts.lexical)
    assert scores["blend_0.3"] == pytest.approx(0.3 * np.array([-root, 0.0, root]) + 0.7 * lexical)
    assert standard(np.full(3, 0.7)) == pytest.approx(np.zeros(3))


def test_hybrid_bounds_bm25_by_what_is_usual_in_the_index() -> None:
    # The best, 4, plus the average 1 is less than six times the average.
    assert bounded(np.array([4.0, 2.0]), 1.0) == pytest.approx([0.8, 0.4])
    # A query of many words passes the bound and is cut there.
    assert bounded(np.array([24.0, 3.0]), 1.0) == pytest.approx([1.0, 0.5])
    assert bounded(np.zeros(2), 0.0) == pytest.approx([0.0, 0.0])


def test_rules_are_field_and_technology() -> None:
    asked = demand(industry="智能制造", technologies=("机器视觉",))
    assert rule_score(asked, supply(industry="智能制造", technologies=("机器视觉",))) == 1.0
    assert rule_score(asked, supply(industry="智能制造")) == 0.5
    assert rule_score(asked, supply()) == 0.0


def test_every_baseline_ranks_every_supply_but_ones_own() -> None:
    supplies = [supply("G1", organization="甲"), supply("G2", title="别的"), supply("G3")]
    vectors = np.eye(3, dtype=np.float32)
    runs = rank_baselines(Side([demand(organization="甲")], vectors[2:]), Side(supplies, vectors))
    assert set(runs) == set(BASELINES)
    assert all(sorted(run["X1"]) == ["G2", "G3"] for run in runs.values())
    assert runs["dense"]["X1"] == ["G3", "G2"]
    assert rank_baselines(Side([demand()], vectors[:1]), Side([], vectors[:0]))["rrf"] == {"X1": []}
