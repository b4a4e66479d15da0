"""How much memory one more web worker takes: `python -m scripts.benchmarks.web_worker_memory`.

Loads the demonstration, serves it under gunicorn with two and then with three workers, asks for pages, and
compares the sums of the processes' proportional set sizes (PSS in /proc/PID/smaps_rollup: shared pages count
by their share). Linux only.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

from marketplace.database import connect, database_url, migrate, session_factory, transaction
from marketplace.demo.accounts import make_password
from marketplace.demo.load import load_demo
from marketplace.jobs.queue import PostgresJobQueue
from marketplace.services.ports import SystemClock
from marketplace.serving.processes import web_answers, web_command
from marketplace.settings import ROOT, Settings

MOST_MB = 150.0
REQUESTS = 100
PAGES = ("/", "/items", "/items/X08", "/lists/demo", "/sign-in")
HEAVY = re.compile(r"/(torch|faiss|sentence_transformers|transformers)/")


class Measured(NamedTuple):
    """Memory of all web processes in MB, and the heavy libraries any of them has mapped."""

    megabytes: float
    heavy: set[str]


def children_of(pid: int) -> list[int]:
    """The processes that `pid` started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def pss_megabytes(pid: int) -> float:
    """The proportional set size of a process."""
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert found, "smaps_rollup has a Pss line"
    return int(found.group(1)) / 1024


def ask_for_pages(port: int) -> None:
    """Warm every worker: templates, catalogues, connections."""
    for number in range(REQUESTS):
        address = f"http://127.0.0.1:{port}{PAGES[number % len(PAGES)]}"
        with urllib.request.urlopen(address, timeout=30) as answer:
            answer.read()


def measure(workers: int, url: str, folder: Path) -> Measured:
    """Serve with so many workers and measure them all."""
    settings = Settings(database_url=url, var_dir=folder, port=8971, web_workers=workers)
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "JINGQIAO_VAR_DIR": str(folder),
        "JINGQIAO_RATE_LIMITS": "false",
    }
    process = subprocess.Popen(web_command(settings), cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        answers = web_answers(settings)
        while not answers():
            time.sleep(0.2)
        time.sleep(3)  # until the last worker has booted too
        ask_for_pages(settings.port)
        family = [process.pid, *children_of(process.pid)]
        assert len(family) == workers + 1, f"{workers} workers were asked for"
        mapped = "".join(Path(f"/proc/{pid}/maps").read_text() for pid in family)
        return Measured(sum(map(pss_megabytes, family)), set(HEAVY.findall(mapped)))
    finally:
        process.terminate()
        process.wait()


def main() -> int:
    """Measure and say whether one more worker stays below the limit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # the embedded server runs as another user when this runs as root
        url = database_url(Settings(var_dir=folder))
        migrate(url)
        engine = connect(url)
        with transaction(session_factory(engine)) as session:
            load_demo(
                session,
                password=make_password(folder),
                clock=SystemClock(),
                jobs=PostgresJobQueue(),
                progress=lambda done, total: None,
            )
        engine.dispose()
        two, three = measure(2, url, folder), measure(3, url, folder)
    added = three.megabytes - two.megabytes
    heavy = sorted(two.heavy | three.heavy)
    print(f"2 workers: {two.megabytes:.1f} MB, 3 workers: {three.megabytes:.1f} MB")
    print(f"one more web worker: {added:.1f} MB (limit {MOST_MB:.0f} MB)")
    print(f"heavy libraries mapped: {', '.join(heavy) or 'none'}")
    return 0 if added < MOST_MB and not heavy else 1


if __name__ == "__main__":
    sys.exit(main())
