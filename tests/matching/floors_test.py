"""Floors rise by command, and by nothing do they fall."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.__main__ import main
from matching.errors import InputError
from matching.evaluation.floors import find_shortfalls, raise_floors, raised, read_floors
from matching.evaluation.report import Report
from tests.matching.measured import report

NDCG = "ndcg_at_10"


def with_ndcg(value: float | None) -> Report:
    found = report()
    for row in found["systems"]["fused"].values():
        row[NDCG]["mean"] = value
    return found


def test_floors_are_set_a_little_below_what_was_measured() -> None:
    floors = raised({}, with_ndcg(0.9))
    assert floors["full/full"][NDCG] == pytest.approx(0.895)
    assert find_shortfalls(with_ndcg(0.9), floors) == []
    assert find_shortfalls(with_ndcg(0.896), floors) == []
    short = find_shortfalls(with_ndcg(0.89), floors)
    assert {shortfall.view for shortfall in short} == {*report()["views"], "mean"}
    assert "full/full ndcg_at_10: 0.8900, below its floor 0.895" in [str(shortfall) for shortfall in short]


@settings(deadline=None)
@given(st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=6))
def test_no_order_of_measurements_lowers_a_floor(values: list[float | None]) -> None:
    floors: dict[str, dict[str, float]] = {"gone/gone": {NDCG: 0.5}}
    for value in values:
        after = raised(floors, with_ndcg(value))
        for view, row in floors.items():
            for measure, floor in row.items():
                assert after[view][measure] >= floor
        floors = after
    measured = [value for value in values if value is not None]
    if measured:
        assert floors["mean"][NDCG] <= max(measured)


def test_a_view_that_is_not_measured_any_more_is_a_shortfall() -> None:
    short = find_shortfalls(report(), {"gone/gone": {NDCG: 0.5}})
    assert [str(shortfall) for shortfall in short] == [
        "gone/gone ndcg_at_10: not measured, below its floor 0.500"
    ]


def test_a_file_is_raised_in_place(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    assert read_floors(path) == {}
    raise_floors(path, with_ndcg(0.8))
    raise_floors(path, with_ndcg(0.6))
    assert read_floors(path)["mean"][NDCG] == pytest.approx(0.795)
    path.write_text("[1]", encoding="utf-8")
    with pytest.raises(InputError, match="no floors"):
        read_floors(path)


@pytest.mark.slow
def test_the_command_reports_raises_and_refuses(
    listings_file: Path, judgements_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = ["evaluate", str(listings_file), str(judgements_file), "--encoder", "hashing"]
    floors, written = tmp_path / "floors.json", tmp_path / "report.json"
    assert main([*base, "--report", str(written), "--raise-floors", str(floors), "--name", "open"]) == 0
    assert "best blend of each view" in capsys.readouterr().out
    assert json.loads(written.read_text(encoding="utf-8"))["name"] == "open"
    high = {"mean": {NDCG: 0.999}}
    floors.write_text(json.dumps(high), encoding="utf-8")
    assert main([*base, "--floors", str(floors), "--raise-floors", str(floors)]) == 2
    assert "below its floor 0.999" in capsys.readouterr().err
    assert read_floors(floors)["mean"][NDCG] == 0.999
