"""The supervisor forwards, restarts, gives up, and stops everything."""

from __future__ import annotations

import io
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from marketplace.serving import child as child_module
from marketplace.serving.child import ChildFailed
from marketplace.serving.processes import bind_address, is_port_free
from marketplace.serving.supervisor import Stopped, Supervisor


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def supervisor(output: io.StringIO) -> Iterator[Supervisor]:
    with Supervisor(Console(file=output, width=200), {"GREETING": "你好"}) as supervisor:
        yield supervisor


def script(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def pid_in(path: Path) -> int:
    return int(path.read_text())


def alive(pid: int) -> bool:
    """Whether it runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_output_is_forwarded_with_the_childs_name(supervisor: Supervisor, output: io.StringIO) -> None:
    supervisor.start("echo", script("import os, time; print('[x]', os.environ['GREETING']); time.sleep(60)"))
    assert supervisor.tend_until(lambda: "[x] 你好" in output.getvalue(), 10)
    assert "echo |" in output.getvalue()


def test_a_dead_child_is_started_again(
    supervisor: Supervisor, output: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_module, "LONGEST_WAIT_S", 0.01)
    count = tmp_path / "count"
    supervisor.start(
        "frail",
        script(
            f"import pathlib, time; p = pathlib.Path({str(count)!r});"
            "n = int(p.read_text()) if p.exists() else 0; p.write_text(str(n + 1));"
            "time.sleep(60) if n else exit(7)"
        ),
    )
    assert supervisor.tend_until(lambda: count.exists() and count.read_text() == "2", 20)
    assert "ended with code 7" in output.getvalue()


def test_a_child_that_keeps_dying_fails_the_whole(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_module, "LONGEST_WAIT_S", 0.01)
    supervisor.start("broken", script("exit(3)"))
    with pytest.raises(ChildFailed, match="broken"):
        supervisor.tend_until(lambda: False, 30)


def test_leaving_stops_children_and_grandchildren_even_stubborn_ones(
    output: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marketplace.serving.supervisor.STOP_WITHIN_S", 0.5)
    stubborn = tmp_path / "stubborn"
    code = (
        "import os, signal, subprocess, sys, pathlib, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "g = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        f"pathlib.Path({str(stubborn)!r}).write_text(str(g.pid)); time.sleep(60)"
    )
    with Supervisor(Console(file=output, width=200), {}) as supervisor:
        supervisor.start("stubborn", script(code))
        assert supervisor.tend_until(lambda: stubborn.exists() and stubborn.read_text() != "", 10)
        started = time.monotonic()
    assert time.monotonic() - started < 5
    assert supervisor.tend_until(lambda: not alive(pid_in(stubborn)), 5)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_the_old_handlers_come_back(output: io.StringIO, number: signal.Signals) -> None:
    before = signal.getsignal(number)

    def serve_and_be_told_to_stop() -> None:
        with Supervisor(Console(file=output), {}) as supervisor:
            supervisor.start("sleeper", script("import time; time.sleep(60)"))
            os.kill(os.getpid(), number)
            supervisor.tend_forever()

    with pytest.raises(Stopped):
        serve_and_be_told_to_stop()
    assert signal.getsignal(number) is before


def test_a_port_in_use_is_seen() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert not is_port_free("127.0.0.1", taken.getsockname()[1])
    assert bind_address("::1", 80) == "[::1]:80"
