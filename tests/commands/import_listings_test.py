"""flask import-listings: the importer of the pages, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import ImportBatch, ImportState, Listing
from tests.doubles import RecordingQueue
from tests.services.imports.files import WORKBOOK, json_lines, supply


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["import-listings", *arguments])


def states(session: Session) -> list[ImportState]:
    return list(session.scalars(select(ImportBatch.state).order_by(ImportBatch.id)))


def test_the_workbook_is_imported_and_the_second_time_changes_nothing(
    app: Flask, session: Session, jobs: RecordingQueue
) -> None:
    first = run(app, str(WORKBOOK), "--yes")
    assert first.exit_code == 0, first.output
    assert "165 new, 0 changed" in first.output
    again = run(app, str(WORKBOOK), "--yes")
    assert "There is nothing to change." in again.output
    assert states(session) == [ImportState.APPLIED, ImportState.DISCARDED]
    assert len(session.scalars(select(Listing)).all()) == 165
    assert [reason for _, reason in jobs.refreshed] == ["import"]


@pytest.mark.parametrize(("language", "words"), [("en", "not one of the values"), ("zh", "不在可选范围内")])
def test_problems_are_printed_and_nothing_is_imported(
    app: Flask, session: Session, tmp_path: Path, language: str, words: str
) -> None:
    path = tmp_path / "list.jsonl"
    path.write_bytes(json_lines([supply(1), supply(2, industry="智慧养猪")]))
    result = run(app, str(path), "--yes", "--language", language)
    assert result.exit_code == 1
    assert words in result.output
    assert "智慧养猪" in result.output
    assert session.scalars(select(Listing)).all() == []


def test_a_question_is_asked_before_anything_is_written(app: Flask, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_bytes(json_lines([supply(1)]))
    result = app.test_cli_runner().invoke(args=["import-listings", str(path)], input="n\n")
    assert "1 new" in result.output
    assert states(session) == [ImportState.DISCARDED]
    assert run(app, str(path), "--check").exit_code == 0
    assert states(session)[-1] is ImportState.PREVIEWED


def test_a_file_over_the_limit_is_not_even_read(app: Flask, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    result = run(app, str(path))
    assert result.exit_code == 1
    assert "larger than 20 MiB" in result.output
    assert states(session) == []
