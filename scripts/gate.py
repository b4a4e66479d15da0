"""The gate: everything a change must pass, step after step, with a summary: `scripts/check [--fast]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.browser import find_browser

ROOT = Path(__file__).resolve().parent.parent
TYPED = ("matching", "marketplace", "scripts", "wsgi.py")
SLOW = "model or browser or slow"
PYTEST = ("-q", "--durations=5")
PARALLEL = ("-n", "auto", "--maxprocesses=4")  # each process has a PostgreSQL server of its own


@dataclass(frozen=True)
class Step:
    """One command of the gate; `program` is one that stands beside this interpreter."""

    name: str
    program: str
    arguments: tuple[str, ...]
    fast: bool = True


STEPS = (
    Step("ruff: rules", "ruff", ("check", ".")),
    Step("ruff: format", "ruff", ("format", "--check", ".")),
    Step("mypy", "mypy", TYPED),
    Step("import-linter", "lint-imports", ()),
    Step("djlint: templates", "djlint", ("templates", "--lint", "--quiet")),
    Step("catalogues", "python", ("-m", "scripts.catalogue", "check")),
    Step("pytest: fast part", "pytest", ("-m", f"not ({SLOW})", *PYTEST, *PARALLEL)),
    Step("pytest: model, browser, slow", "pytest", ("-m", SLOW, *PYTEST), fast=False),
)


@dataclass(frozen=True)
class Result:
    """How one step went: its exit code and the seconds it took."""

    step: Step
    code: int
    seconds: float


def run_step(step: Step, environment: Mapping[str, str], root: Path = ROOT) -> Result:
    """Run one step over the tree at `root`, its output going straight to the terminal."""
    print(f"\n==> {step.name}", flush=True)
    started = time.monotonic()
    command = (str(Path(sys.executable).parent / step.program), *step.arguments)
    code = subprocess.run(command, cwd=root, env=dict(environment), check=False).returncode
    return Result(step, code, time.monotonic() - started)


def summarise(results: Sequence[Result]) -> int:
    """Print one line a step; the gate's exit code."""
    print("\n==> Summary")
    for result in results:
        verdict = "passed" if result.code == 0 else f"FAILED ({result.code})"
        print(f"  {result.step.name:<32}{result.seconds:>7.1f} s  {verdict}")
    failed = sum(result.code != 0 for result in results)
    print(f"  {len(results) - failed} of {len(results)} steps passed", flush=True)
    return 1 if failed else 0


def main() -> int:
    """Run every step, also after a failure, so that one run shows everything there is to mend."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--fast", action="store_true", help="leave out what loads the model or drives a browser"
    )
    fast = parser.parse_args().fast
    environment = dict(os.environ)
    if not fast:
        environment["CHROME_PATH"] = str(find_browser())
    return summarise([run_step(step, environment) for step in STEPS if step.fast or not fast])


if __name__ == "__main__":
    sys.exit(main())
