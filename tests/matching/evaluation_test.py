"""Measures worked out by hand, and files that are refused."""

from __future__ import annotations

from math import log2
from pathlib import Path

import pytest

from matching.errors import InputError
from matching.evaluation import evaluate_run, measure, read_judgements, read_run


def test_measures_by_hand() -> None:
    result = measure(["a", "b", "c"], {"b": 3, "d": 2, "c": 1})
    got = 7 / log2(3) + 1 / log2(4)
    ideal = 7 + 3 / log2(3) + 1 / log2(4)
    assert result.ndcg_at_10 == pytest.approx(got / ideal)
    assert result.recall_at_10 == pytest.approx(1 / 2)
    assert result.precision_at_3 == pytest.approx(1 / 3)
    assert result.reciprocal_rank == pytest.approx(1 / 2)


def test_a_perfect_order_is_one_and_the_eleventh_place_counts_for_nothing() -> None:
    assert measure(["a", "b"], {"a": 3, "b": 1}).ndcg_at_10 == pytest.approx(1.0)
    ranked = [f"z{i}" for i in range(10)] + ["a"]
    late = measure(ranked, {"a": 3})
    assert (late.ndcg_at_10, late.recall_at_10) == (0.0, 0.0)
    assert late.reciprocal_rank == pytest.approx(1 / 11)


def test_a_demand_with_nothing_to_find_is_left_out_and_named() -> None:
    judgements = {"X1": {"a": 3}, "X2": {"a": 1}}
    result = evaluate_run({"X1": ["a"], "X2": ["b"], "X3": ["a"]}, judgements, ["X1", "X2", "X3"])
    assert result.mean.ndcg_at_10 == pytest.approx(0.5)
    assert result.mean.recall_at_10 == 1.0
    assert result.counted == {"ndcg_at_10": 2, "recall_at_10": 1, "precision_at_3": 1, "reciprocal_rank": 1}
    assert result.left_out == ["X2", "X3"]


def test_a_judged_demand_that_the_run_leaves_out_scores_zero() -> None:
    assert evaluate_run({}, {"X1": {"a": 3}}, ["X1"]).mean.ndcg_at_10 == 0.0


def test_no_demands_give_no_means() -> None:
    assert evaluate_run({}, {}, []).mean.ndcg_at_10 is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("X1\tG1", "expected 3 columns, found 2"),
        ("X1\tG1\t4", "'4' is not a grade"),
        ("X1\tG1\t²", "is not a grade"),
        ("X1\tG1\t1\nX1\tG1\t2", "line 2.*judged before"),
        ("\tG1\t1", "expected 3 columns"),
    ],
)
def test_bad_judgements_are_named(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "qrels.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_judgements(path)


@pytest.mark.parametrize(
    "text", ["X1\tG1\t0\t0.5\t", "X1\tG1\tfirst\t0.5\t", "X1\tG1\t1\t0.5\t\nX1\tG1\t2\t0.4\t"]
)
def test_bad_runs_are_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="rank"):
        read_run(path)


def test_a_run_is_put_in_the_order_of_its_ranks(tmp_path: Path) -> None:
    path = tmp_path / "run.tsv"
    path.write_text("X1\tG2\t2\t0.1\t\nX1\tG1\t1\t0.5\t0.9\n", encoding="utf-8")
    assert read_run(path) == {"X1": ["G1", "G2"]}
