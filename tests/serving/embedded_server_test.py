"""The embedded PostgreSQL comes up whatever happened to the process that set it up."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

START = """
import sys
from pathlib import Path
import psycopg
from marketplace.database import start_embedded_server
with psycopg.connect(start_embedded_server(Path(sys.argv[1])), autocommit=True) as connection:
    print(connection.execute(sys.argv[2]).statusmessage)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="jingqiao-", ignore_cleanup_errors=True) as made:
        yield Path(made) / "postgres"


def begin(folder: Path, statement: str) -> subprocess.Popen[str]:
    """A process that starts or joins the server, runs a statement and ends."""
    command = [sys.executable, "-c", START, str(folder), statement]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> str:
    """What the process printed; fails with its errors."""
    printed, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return printed.strip()


def test_a_set_up_that_was_broken_off_is_done_again(folder: Path) -> None:
    folder.mkdir()
    (folder / "PG_VERSION").write_text("18\n")
    assert finish(begin(folder, "SELECT 1")) == "SELECT 1"


def test_what_was_written_is_there_at_the_next_start(folder: Path) -> None:
    assert finish(begin(folder, "CREATE TABLE kept AS SELECT 1 AS one")) == "SELECT 1"
    assert finish(begin(folder, "SELECT one FROM kept")) == "SELECT 1"


def test_processes_that_start_together_share_one_server(folder: Path) -> None:
    together = [begin(folder, "SELECT pg_sleep(1)") for _ in range(3)]
    assert [finish(process) for process in together] == ["SELECT 1"] * 3
