"""Two versions side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matching.__main__ import main
from matching.evaluation.comparison import compare_reports, compare_runs
from matching.evaluation.report import write_report
from tests.matching.measured import report

GRADES = {f"X{at}": {"G1": 3, "G2": 1} for at in range(20)}
RIGHT = {key: ["G1", "G2"] for key in GRADES}
WRONG = {key: ["G3", "G2", "G1"] for key in GRADES}


def test_a_version_does_not_differ_from_itself() -> None:
    found = compare_reports(report(), report())
    assert found is not None
    assert found["same_list"] and found["demands"] == 3 and found["changed"] == []
    assert all(
        row["change"]["difference"] == 0 and row["change"]["p_value"] == 1 for row in found["views"].values()
    )


def test_a_demand_that_got_worse_shows() -> None:
    later = report()
    for view in later["demands"][0]["views"].values():
        view["measures"]["ndcg_at_10"] = 0.0
    found = compare_reports(report(), later)
    assert found is not None
    assert [row["id"] for row in found["changed"]] == ["X1"]
    assert found["changed"][0]["later"] == 0.0
    assert found["views"]["mean"]["change"]["difference"] < 0
    backwards = compare_reports(later, report())
    assert backwards is not None
    assert (
        backwards["views"]["mean"]["change"]["difference"] == -found["views"]["mean"]["change"]["difference"]
    )


def test_other_texts_or_judgements_are_said() -> None:
    later = report()
    later["list"]["fingerprint"] = "another"
    found = compare_reports(report(), later)
    assert found is not None and not found["same_list"]


def test_reports_that_share_no_demand_cannot_be_compared() -> None:
    later = report()
    for row in later["demands"]:
        row["id"] = f"other {row['id']}"
    assert compare_reports(report(), later) is None


def test_a_clearly_better_run_is_significant() -> None:
    found = compare_runs(WRONG, RIGHT, GRADES, list(GRADES))
    assert found is not None
    change = found["views"]["run"]["change"]
    assert change["low"] > 0 and change["p_value"] < 0.001
    assert found["demands"] == 20


def test_the_correction_is_over_the_single_views() -> None:
    later = report()
    for row in later["demands"]:
        row["views"]["full/full"]["measures"]["ndcg_at_10"] = 0.0
    found = compare_reports(report(), later)
    assert found is not None
    one = found["views"]["full/full"]["change"]
    assert one["corrected"] == pytest.approx(min(1.0, 6 * one["p_value"]))
    mean = found["views"]["mean"]["change"]
    assert mean["corrected"] == mean["p_value"]


def test_the_command_compares_reports_and_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [tmp_path / "a.json", tmp_path / "b.json"]
    for path in paths:
        write_report(report(), path)
    assert main(["compare", *map(str, paths)]) == 0
    assert "3 demands" in capsys.readouterr().out
    assert main(["compare", *map(str, paths), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["demands"] == 3
    run, judgements = tmp_path / "run.tsv", tmp_path / "qrels.tsv"
    run.write_text("X1\tG1\t1\t0.9\t\n", encoding="utf-8")
    judgements.write_text("X1\tG1\t3\n", encoding="utf-8")
    assert main(["compare", str(run), str(run), "--judgements", str(judgements)]) == 0
    assert "run" in capsys.readouterr().out
    assert main(["compare", str(run), str(run)]) == 2
    assert "not JSON" in capsys.readouterr().err
