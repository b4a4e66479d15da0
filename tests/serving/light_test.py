"""The web and the worker carry no model."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from marketplace.settings import ROOT

HEAVY = ("torch", "faiss", "sentence_transformers", "transformers", "matching.matcher")


@pytest.mark.slow
@pytest.mark.parametrize("module", ["wsgi", "marketplace.jobs.worker", "marketplace.engine.client"])
def test_importing_it_loads_nothing_heavy(module: str, tmp_path: Path) -> None:
    code = f"import {module}, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    environment = dict(os.environ) | {"JINGQIAO_VAR_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
    assert not (tmp_path / "postgres").exists()  # the database is started when it is first used


@pytest.mark.slow
def test_one_more_web_worker_takes_less_than_150_megabytes() -> None:
    from scripts.benchmarks.web_worker_memory import main

    assert main() == 0
