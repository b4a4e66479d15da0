"""What things are called, and that each package says why it is there."""

from __future__ import annotations

import ast
import re

from tests.house.sources import PYTHON, ROOT, files, python_files, shown

# Names that say nothing about what is inside.
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc", "v1", "v2"}
TOP_LEVEL = {"marketplace", "matching", "migrations", "templates", "scripts", "tests"}


def test_names_say_what_is_inside() -> None:
    every = [*python_files(), *files(("templates", "marketplace/static"), ".html", ".txt", ".css", ".js")]
    empty = [
        shown(path) for path in every for part in path.parts if EMPTY_NAMES & set(re.split(r"[._-]", part))
    ]
    assert not empty


def test_every_package_says_why_it_is_there() -> None:
    silent = []
    for path in files(PYTHON, ".py"):
        if path.name == "__init__.py" and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))):
            silent.append(shown(path))
    assert not silent


def test_every_python_folder_is_a_package() -> None:
    """Alembic loads the migrations by path: they are no package."""
    folders = {
        path.parent for path in files(PYTHON, ".py") if path.is_relative_to(ROOT / "migrations") is False
    }
    assert not [shown(folder) for folder in folders if not (folder / "__init__.py").exists()]


def test_the_top_level_holds_what_was_agreed() -> None:
    found = {path.parent.relative_to(ROOT).parts[0] for path in files(("",), ".py") if path.parent != ROOT}
    assert {name for name in found if not name.startswith(".")} - {"node_modules", "var"} == TOP_LEVEL - {
        "templates"
    }
