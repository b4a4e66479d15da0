"""`python -m matching assign`: pairs on stdout, the trade on stderr, bad input refused in words."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from matching.__main__ import main

FAST = ["--encoder", "hashing"]


def test_it_writes_the_pairs_and_says_what_the_caps_traded(
    listings_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decided = tmp_path / "decided.tsv"
    decided.write_text("X01\tG146\tlock\nX02\tG001\tbar\n\n", encoding="utf-8")
    caps = ["--supply-cap", "1", "--organization-cap", "2", "--per-demand", "4", "--floor", "2"]
    assert main(["assign", str(listings_file), "--decided", str(decided), *caps, *FAST]) == 0
    written = capsys.readouterr()
    rows = [line.split("\t") for line in written.out.splitlines()]
    assert max(Counter(row[1] for row in rows).values()) == 1
    assert ["X01", "G146"] in [row[:2] for row in rows if row[4] == "locked"]
    assert ["X02", "G001"] not in [row[:2] for row in rows]
    assert "given up" in written.err
    assert "not calibrated" in written.err


def test_everything_as_json(listings_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assign", str(listings_file), "--supply-cap", "0", "--json", *FAST]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["valued_by"] == "score"
    assert told["loss"] == pytest.approx(1 - told["value"] / told["uncapped_value"])
    assert {row["cap"] for row in told["supplies"]} == {None}


@pytest.mark.parametrize(
    ("arguments", "decided", "words"),
    [
        (["--floor", "9"], None, "floor"),
        (["--supply-cap", "-1"], None, "cap"),
        ([], "X01\tG001\tperhaps", "line 1"),
        ([], "X01\tX02\tlock", "no supply 'X02'"),
        ([], "X01", "neither lock nor bar"),
    ],
)
def test_what_makes_no_sense_is_refused(
    listings_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    decided: str | None,
    words: str,
) -> None:
    if decided is not None:
        path = tmp_path / "decided.tsv"
        path.write_text(decided, encoding="utf-8")
        arguments = ["--decided", str(path)]
    assert main(["assign", str(listings_file), *arguments, *FAST]) == 2
    assert words in capsys.readouterr().err
