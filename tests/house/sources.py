"""The project's own files, as the tests of the house rules read them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ("marketplace", "matching", "migrations", "scripts", "tests")
BUILT = {"__pycache__", "vendor", "vendor.building"}


def files(folders: tuple[str, ...], *suffixes: str) -> Iterator[Path]:
    """Files under the folders that end so, what set-up builds left out."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and not BUILT.intersection(path.parts):
                yield path


def python_files() -> list[Path]:
    """Every Python file of the project."""
    return [*files(PYTHON, ".py"), ROOT / "wsgi.py"]


def shown(path: Path) -> str:
    """A path as the tests name it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tracked_texts() -> dict[str, str]:
    """Every text file under version control, by its path; those just deleted are left out."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    texts = {}
    for name in listed.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file():
            content = path.read_bytes()
            if b"\0" not in content:
                texts[name] = content.decode("utf-8")
    return texts
