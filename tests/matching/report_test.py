"""The report of an evaluation: what it says of a small list, and that it is read as it was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from matching.encoders.hashing import HashingEncoder
from matching.errors import InputError
from matching.evaluation.baselines import BASELINES
from matching.evaluation.measuring import measure_views, only_judged
from matching.evaluation.report import read_report, write_report
from matching.views import VIEW_NAMES
from tests.matching.measured import JUDGED, documents, measured, report


def test_every_ranking_has_a_figure_with_an_interval_in_every_view() -> None:
    found = report()
    assert found["views"] == list(VIEW_NAMES)
    assert set(found["systems"]) == {"fused", *BASELINES}
    for row in found["systems"].values():
        assert list(row) == [*VIEW_NAMES, "mean"]
        for measures in row.values():
            for figure in measures.values():
                assert figure["demands"] == 3  # nothing fits the fourth
                assert figure["mean"] is not None and figure["low"] is not None and figure["high"] is not None
                assert figure["low"] <= figure["mean"] <= figure["high"]


def test_the_mean_is_over_views_and_the_differences_are_of_the_figures() -> None:
    found = report()
    fused, dense = (
        {view: found["systems"][name][view]["ndcg_at_10"]["mean"] or 0.0 for view in [*VIEW_NAMES, "mean"]}
        for name in ("fused", "dense")
    )
    assert fused["mean"] == pytest.approx(sum(fused[view] for view in VIEW_NAMES) / 6, abs=1e-5)
    for view, difference in found["differences"]["dense"].items():
        assert difference["difference"] == pytest.approx(fused[view] - dense[view], abs=1e-5)
        assert difference["p_value"] <= difference["corrected"]


def test_the_figures_of_a_view_are_those_of_its_demands() -> None:
    found = report()
    rows = [row["views"]["full/full"]["measures"]["ndcg_at_10"] for row in found["demands"]]
    values = [value for value in rows if value is not None]
    assert rows[3] is None
    assert found["systems"]["fused"]["full/full"]["ndcg_at_10"]["mean"] == pytest.approx(
        sum(values) / 3, abs=1e-5
    )


def test_each_demand_shows_its_first_suggestions_and_what_was_judged() -> None:
    first = report()["demands"][0]["views"]["full/full"]["first"]
    assert first[0][:2] == ("G1", 3)
    assert {supply: grade for supply, grade, _ in first}["G3"] is None


def test_demands_are_grouped_by_sector_and_by_how_much_they_say() -> None:
    found = report()
    assert {group["name"]: group["demands"] for group in found["sectors"]} == {
        "": ["X4"],
        "城市治理": ["X2"],
        "智慧医疗": ["X3"],
        "智能制造": ["X1"],
    }
    thirds = {group["name"]: group["demands"] for group in found["thirds"]}
    assert thirds == {"thin": ["X4", "X3"], "middle": ["X2"], "full": ["X1"]}
    assert [row["third"] for row in found["demands"]] == ["full", "middle", "thin", "thin"]
    # A group in which nothing can be found has no figure rather than a zero.
    empty = next(group for group in found["sectors"] if not group["name"])
    assert empty["systems"]["fused"]["mean"] == {"mean": None, "low": None, "high": None, "demands": 0}


def test_demands_are_asked_again_without_what_fits_them() -> None:
    found = report()
    assert (found["serving"]["full/full"]["served"], found["serving"]["full/full"]["unserved"]) == (3, 4)
    assert all(0.0 <= figure["area"] <= 1.0 for figure in found["serving"].values())


def test_only_judged_pairs_count_when_asked() -> None:
    assert only_judged({"X1": ["a", "b", "c"], "X2": ["a"]}, {"X1": {"c": 2, "a": 0}}) == {
        "X1": ["a", "c"],
        "X2": [],
    }
    found = report(judged_only=True)
    assert found["list"]["judged_only"]
    assert found["list"]["fingerprint"] != report()["list"]["fingerprint"]
    # Where a single pair was judged it cannot be ranked wrongly.
    third = found["demands"][2]["views"]["title/title"]["measures"]
    assert third["ndcg_at_10"] == 1.0


def test_baselines_may_see_another_encoder_and_are_then_measured_with_both() -> None:
    other = measure_views(documents(), JUDGED, HashingEncoder(), baseline_encoder=HashingEncoder(64))
    for before, after in zip(measured(), other, strict=True):
        assert before.fused == after.fused
        assert before.systems["bm25"] == after.systems["bm25"]
        assert before.systems["rules"] == after.systems["own_rules"]
        assert "own_bm25" not in after.systems and "own_rules" not in before.systems
    assert any(
        before.systems["dense"] != after.systems["dense"]
        for before, after in zip(measured(), other, strict=True)
    )


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    write_report(report(), path)
    again = read_report(path)
    assert again["systems"] == report()["systems"]
    assert again["list"] == report()["list"]


@pytest.mark.parametrize(
    ("text", "words"), [("{", "not JSON"), ("[]", "no report"), ('{"format": 1}', "missing")]
)
def test_what_is_no_report_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_report(path)
