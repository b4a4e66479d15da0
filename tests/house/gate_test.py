"""The gate runs every step and fails when one does; a set-up step is skipped until its inputs change."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from scripts.browser import find_browser
from scripts.gate import STEPS, Result, Step, summarise
from tests.house.sources import ROOT

STEP = Step("a step", "true", ())
SHELL_SCRIPTS = [
    path for path in sorted((ROOT / "scripts").iterdir()) if path.suffix in {"", ".sh"} and path.is_file()
]


def test_one_failed_step_fails_the_gate(capsys: pytest.CaptureFixture[str]) -> None:
    assert summarise([Result(STEP, 0, 1.0), Result(STEP, 2, 1.0)]) == 1
    assert "1 of 2 steps passed" in capsys.readouterr().out


def test_a_gate_that_passes_says_so() -> None:
    assert summarise([Result(STEP, 0, 1.0)]) == 0


def test_the_fast_part_and_the_rest_are_all_the_tests() -> None:
    fast, rest = (step for step in STEPS if step.program == "pytest")
    assert f"not ({rest.arguments[1]})" == fast.arguments[1]


def test_the_browser_named_is_the_browser_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.touch(mode=0o755)
    monkeypatch.setenv("CHROME_PATH", str(browser))
    assert find_browser() == browser
    monkeypatch.setenv("CHROME_PATH", str(tmp_path / "absent"))
    with pytest.raises(FileNotFoundError, match="CHROME_PATH"):
        find_browser()


def test_without_a_browser_one_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROME_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("scripts.browser.APPLICATIONS", ())
    with pytest.raises(FileNotFoundError, match="apt install chromium"):
        find_browser()


@pytest.mark.parametrize("script", SHELL_SCRIPTS, ids=lambda path: path.name)
def test_shell_scripts_parse(script: Path) -> None:
    finished = subprocess.run(["sh", "-n", str(script)], capture_output=True, text=True, check=False)
    assert finished.stderr == ""


def test_a_step_is_skipped_until_its_inputs_change(tmp_path: Path) -> None:
    script = f"""
        . {ROOT}/scripts/setup-steps.sh
        cd {tmp_path}
        for content in first first second; do
            echo $content >input
            if stale folder/stamp input; then echo "ran with $content"; fresh; fi
        done
    """
    finished = subprocess.run(["sh", "-euc", script], capture_output=True, text=True, check=True)
    assert finished.stdout == "ran with first\nran with second\n"
