"""The key that signs sessions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from marketplace.settings import Settings, keep_first


def test_the_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    keys = {Settings(var_dir=tmp_path / "var").signing_key() for _ in range(2)}
    assert len(keys) == 1 and len(keys.pop()) > 40
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]


def test_processes_that_start_together_sign_with_one_key(tmp_path: Path) -> None:
    start, path = Barrier(8), tmp_path / "secret_key"

    def write(number: int) -> str:
        start.wait(timeout=10)
        keep_first(path, f"key {number}")
        return path.read_text()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(write, range(8)))) == 1
