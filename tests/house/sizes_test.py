"""Files and functions short enough to be read in one go."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

from tests.house.sources import ROOT, files, python_files, shown

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
MEDIAN_FILE = 80


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_too_long() -> None:
    written = [*python_files(), *files(("templates", "marketplace/static"), ".html", ".txt", ".css", ".js")]
    written += [path for path in (ROOT / "scripts").iterdir() if path.is_file()]
    long = {shown(path): lines(path) for path in written if lines(path) > LONGEST_FILE}
    assert not long


def test_the_median_file_is_short() -> None:
    lengths = [lines(path) for path in python_files() if lines(path)]
    assert median(lengths) < MEDIAN_FILE


def test_no_function_is_too_long() -> None:
    long = {}
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                if length >= LONGEST_FUNCTION:
                    long[f"{shown(path)}:{node.lineno} {node.name}"] = length
    assert not long
