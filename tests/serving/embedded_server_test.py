"""The embedded server is set up again only where nothing can be lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from marketplace.database import COMPLETE, forget_dead_processes, remove_half_made


def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_set_up_broken_off_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("18")
    remove_half_made(folder)
    assert not folder.exists()


def test_a_folder_that_was_ever_started_is_kept(tmp_path: Path) -> None:
    for mark in ("log", COMPLETE):
        folder = tmp_path / mark
        folder.mkdir()
        (folder / mark).touch()
        remove_half_made(folder)
        assert folder.exists()


def test_what_a_kill_left_behind_is_forgotten_and_the_living_are_not(tmp_path: Path) -> None:
    users = tmp_path / ".handle_pids.json"
    users.write_text(json.dumps([dead_pid(), os.getpid()]))
    (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n/other\n")  # alive, and no PostgreSQL

    forget_dead_processes(tmp_path)

    assert json.loads(users.read_text()) == [os.getpid()]
    assert not (tmp_path / "postmaster.pid").exists()
