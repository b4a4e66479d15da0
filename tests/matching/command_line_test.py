"""`python -m matching`: what it writes, and that no bad input ends in a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from matching.__main__ import main

FAST = ["--encoder", "hashing"]


def ranked(listings: Path, capsys: pytest.CaptureFixture[str], top: str = "10") -> list[list[str]]:
    assert main(["rank", str(listings), "--top", top, *FAST]) == 0
    return [line.split("\t") for line in capsys.readouterr().out.splitlines()]


def test_rank_writes_five_columns_best_first_for_every_demand(
    listings_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ranked(listings_file, capsys)
    assert len(rows) == 190
    assert {row[0] for row in rows} == {f"X{i:02}" for i in range(1, 20)}
    for demand in {row[0] for row in rows}:
        mine = [row for row in rows if row[0] == demand]
        assert [row[2] for row in mine] == [str(i) for i in range(1, 11)]
        assert [float(row[3]) for row in mine] == sorted((float(row[3]) for row in mine), reverse=True)
        assert all(row[4] == "" for row in mine)


def test_a_run_measures_as_the_ranking_it_came_from(
    listings_file: Path, judgements_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run.tsv"
    run.write_text(
        "\n".join("\t".join(row) for row in ranked(listings_file, capsys, "100")), encoding="utf-8"
    )
    base = ["evaluate", str(listings_file), str(judgements_file), "--json", *FAST]
    assert main(base) == 0
    direct = json.loads(capsys.readouterr().out)
    assert main([*base, "--run", str(run)]) == 0
    assert json.loads(capsys.readouterr().out) == direct
    assert direct["counted"]["ndcg_at_10"] == 19
    assert direct["left_out"] == ["X13", "X18"]


def test_evaluate_writes_a_table_and_says_what_it_left_out(
    listings_file: Path, judgements_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(listings_file), str(judgements_file), *FAST]) == 0
    written = capsys.readouterr().out
    assert "mean" in written
    assert "X13, X18" in written


@pytest.mark.slow
def test_views_are_six_and_a_mean(
    listings_file: Path, judgements_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(listings_file), str(judgements_file), "--views", "--json", *FAST]) == 0
    report = json.loads(capsys.readouterr().out)
    assert len(report["views"]) == 6
    fused = {view: figures["ndcg_at_10"]["mean"] for view, figures in report["systems"]["fused"].items()}
    assert fused["mean"] == pytest.approx(sum(fused[view] for view in report["views"]) / 6, abs=1e-5)
    assert main(["evaluate", str(listings_file), str(judgements_file), "--views", *FAST]) == 0
    assert "summary/full" in capsys.readouterr().out


def test_explain_in_words_and_in_json(listings_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(listings_file), "X01", "G001", *FAST]) == 0
    assert "same_industry" in capsys.readouterr().out
    assert main(["explain", str(listings_file), "X01", "G010", "--json", *FAST]) == 0
    explained = json.loads(capsys.readouterr().out)
    assert explained["why_not"]
    assert sum(p["value"] * p["weight"] for p in explained["parts"]) == pytest.approx(explained["score"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rank", "missing.jsonl"], "missing.jsonl: No such file"),
        (["rank", "."], "Is a directory"),
        (["explain", "LIST", "X01", "X02"], "it is a demand"),
        (["explain", "LIST", "X99", "G001"], "no listing has that code"),
        (["evaluate", "LIST", "LIST"], "expected 3 columns"),
        (["rank", "LIST", "--encoder", "unix:/nowhere/engine.sock"], "does not answer"),
        (["rank", "LIST", "--encoder", "/nowhere/model"], "cannot be loaded"),
    ],
)
def test_bad_input_is_refused_with_code_two(
    listings_file: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    given = [str(listings_file) if a == "LIST" else a for a in arguments]
    assert main(given if "--encoder" in given else [*given, *FAST]) == 2
    caught = capsys.readouterr()
    assert caught.out == ""
    assert words in caught.err
    assert caught.err.startswith("error: ")


def test_a_judgement_of_an_unlisted_code_is_refused(
    listings_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "qrels.tsv"
    path.write_text("X01\tG999\t3\n", encoding="utf-8")
    assert main(["evaluate", str(listings_file), str(path), *FAST]) == 2
    assert "no supply 'G999' is listed" in capsys.readouterr().err


@pytest.mark.parametrize("top", ["0", "-1", "many"])
def test_a_top_that_is_no_count_is_refused(listings_file: Path, top: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["rank", str(listings_file), "--top", top])
    assert stopped.value.code == 2


def test_a_list_without_demands_or_without_anything_gives_an_empty_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text("", encoding="utf-8")
    assert ranked(path, capsys) == []
    path.write_text('{"code":"G1","kind":"supply","title":"检测"}\n', encoding="utf-8")
    assert ranked(path, capsys) == []


def test_importing_the_library_loads_no_model_and_no_index() -> None:
    program = (
        "import sys, matching.documents, matching.matcher, matching.encoders.factory, matching.__main__;"
        "print([m for m in ('torch', 'sentence_transformers', 'faiss', 'transformers') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
