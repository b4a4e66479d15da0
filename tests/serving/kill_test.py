"""kill -9 of every process at once loses nothing that a page had confirmed."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import httpx
import psutil
import pytest

from marketplace.settings import ROOT

pytestmark = pytest.mark.slow

PATIENCE_S = 180.0


class Stack:
    """The real site in a folder of its own, with the encoder that needs no model."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = folder / "serve.log"

    def start(self, expect: str = "The site is at") -> None:
        """Start, and wait for a line of its output."""
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {
            "JINGQIAO_VAR_DIR": str(self.folder / "var"),
            "JINGQIAO_ENCODER": "hashing",
            "JINGQIAO_WEB_WORKERS": "1",
            "JINGQIAO_RATE_LIMITS": "false",
            "PORT": str(self.port),
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.wait(lambda: expect in self.log.read_text())

    def wait(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def everything(self) -> list[psutil.Process]:
        """The supervisor, all it started, and every PostgreSQL process of this folder."""
        top = psutil.Process(self.process.pid)
        found = [top, *top.children(recursive=True)]
        pid_file = self.folder / "var" / "postgres" / "postmaster.pid"
        if pid_file.exists():
            server = psutil.Process(int(pid_file.read_text().split("\n")[0]))
            found += [server, *server.children(recursive=True)]
        return found

    def kill_everything(self) -> None:
        """kill -9, the database included."""
        victims = self.everything()
        assert {"postgres"} < {victim.name() for victim in victims}
        for victim in victims:
            with suppress(psutil.NoSuchProcess):  # it went with the one killed before it
                victim.send_signal(signal.SIGKILL)
        self.process.wait()
        psutil.wait_procs(victims, timeout=10)

    def stop(self) -> int:
        """As Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)

    def password(self) -> str:
        return (self.folder / "var" / "demo_password").read_text()

    def query(self, statement: str) -> list[list[object]]:
        """Ask the embedded database."""
        import psycopg

        with psycopg.connect(f"postgresql://postgres:@/postgres?host={self.socket_folder()}") as connection:
            return [list(row) for row in connection.execute(statement.encode()).fetchall()]

    def socket_folder(self) -> str:
        return (self.folder / "var" / "postgres" / "postmaster.pid").read_text().split("\n")[4]


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    stack = Stack(tmp_path)
    yield stack
    if stack.process.poll() is None:
        stack.stop()


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page[:2000]
    return found.group(1)


def sign_in(stack: Stack, email: str) -> httpx.Client:
    client = httpx.Client(base_url=f"http://127.0.0.1:{stack.port}", follow_redirects=True, timeout=30)
    page = client.get("/sign-in").text
    answer = client.post(
        "/sign-in", data={"email": email, "password": stack.password(), "csrf_token": token_in(page)}
    )
    assert answer.status_code == 200, answer.text[:2000]
    return client


def test_what_was_confirmed_survives_and_its_job_is_done(stack: Stack) -> None:
    stack.start()
    with closing(sign_in(stack, "staff@example.com")) as client:
        # Without an engine the job cannot be done before the kill.
        engine = next(p for p in stack.everything() if "marketplace.engine.process" in " ".join(p.cmdline()))
        engine.suspend()
        for child in engine.children():
            child.suspend()
        page = client.get("/staff/").text
        answer = client.post("/staff/run", data={"csrf_token": token_in(page)})
        assert answer.status_code == 200, answer.text[:2000]
    (run,) = stack.query("SELECT max(id) FROM match_runs")
    assert stack.query(f"SELECT stage FROM match_runs WHERE id = {run[0]}") == [["waiting"]]
    before = stack.query("SELECT count(*) FROM audit_events")

    stack.kill_everything()
    stack.start()

    assert stack.query("SELECT count(*) FROM audit_events") >= before
    stack.wait(lambda: stack.query(f"SELECT stage FROM match_runs WHERE id = {run[0]}") == [["done"]])
    assert stack.query("SELECT count(*) FROM listings WHERE state = 'published'") == [[165]]
    with closing(sign_in(stack, "staff@example.com")) as client:
        assert client.get("/").status_code == 200
    assert stack.stop() == 0
    assert not psutil.pid_exists(stack.process.pid)
    users = stack.folder / "var" / "postgres" / ".handle_pids.json"
    assert json.loads(users.read_text()) == []
    assert not (stack.folder / "var" / "postgres" / "postmaster.pid").exists()


def test_killed_in_the_midst_of_the_first_loading_it_goes_on(stack: Stack) -> None:
    stack.start(expect="Importing")
    stack.kill_everything()

    stack.start()

    assert stack.query("SELECT count(*) FROM listings WHERE state = 'published'") == [[165]]
    stack.wait(lambda: stack.query("SELECT bool_and(stage = 'done') FROM match_runs") == [[True]])
    assert stack.query("SELECT count(*) > 0 FROM matches") == [[True]]


def test_a_port_in_use_is_told_before_anything_is_started(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environment = dict(os.environ) | {"JINGQIAO_VAR_DIR": str(tmp_path / "var"), "PORT": str(port)}
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert f"127.0.0.1:{port} is in use" in done.stdout
    assert not (tmp_path / "var" / "postgres").exists()
