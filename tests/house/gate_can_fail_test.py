"""Every check of the gate can fail: each passes over the tree as it is and fails over one with its fault."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.gate import STEPS, Step, run_step
from tests.house.sources import ROOT

FAULTS = {
    "ruff: rules": ("marketplace/errors.py", "\nimport os\n"),
    "ruff: format": ("marketplace/errors.py", "\n\n\nNUMBERS = [1,2]\n"),
    "mypy": ("marketplace/errors.py", '\n\nNUMBER: int = "one"\n'),
    "import-linter": ("marketplace/errors.py", "\nimport marketplace.web.context\n"),
    "djlint: templates": ("templates/errors/page.html", '\n<img src="picture.png">\n'),
    "catalogues": ("templates/errors/page.html", "\n{{ _('A sentence that nobody translated.') }}\n"),
}
CHECKS = [step for step in STEPS if step.program != "pytest"]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is tracked, with the compiled catalogue beside it."""
    copy = tmp_path_factory.mktemp("tree")
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    compiled = [str(path.relative_to(ROOT)) for path in (ROOT / "marketplace").rglob("*.mo")]
    for name in [*filter(None, tracked.stdout.split("\0")), *compiled]:
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture
def faulty(tree: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The copy with the step's fault in it."""
    name, fault = FAULTS[request.getfixturevalue("step").name]
    whole = (tree / name).read_text(encoding="utf-8")
    (tree / name).write_text(whole + fault, encoding="utf-8")
    yield tree
    (tree / name).write_text(whole, encoding="utf-8")


def test_every_check_has_its_fault() -> None:
    assert {step.name for step in CHECKS} == set(FAULTS)


@pytest.mark.slow
@pytest.mark.parametrize("step", CHECKS, ids=lambda step: step.name)
def test_a_fault_fails_its_check(step: Step, faulty: Path) -> None:
    assert run_step(step, os.environ, faulty).code != 0


@pytest.mark.slow
@pytest.mark.parametrize("step", CHECKS, ids=lambda step: step.name)
def test_the_tree_as_it_is_passes(step: Step, tree: Path) -> None:
    assert run_step(step, os.environ, tree).code == 0
