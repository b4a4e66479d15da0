"""One process of the site: started, its output forwarded, started again when it dies, stopped."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence

from marketplace.settings import ROOT

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

# So many deaths within so many seconds mean that starting again does not help.
MOST_DEATHS, WITHIN_S = 5, 60.0
LONGEST_WAIT_S = 8.0

Say = Callable[[str, str], None]


class ChildFailed(RuntimeError):
    """A process keeps dying."""


def die_with_parent() -> None:
    """Have the kernel stop this process should its parent be killed outright (Linux only)."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """A command kept running. Start it from the main thread: Linux ties it to the thread that started it."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], say: Say) -> None:
        """`say(name, line)` is called with every line the process writes."""
        self.name = name
        self._command = list(command)
        self._environment = {**os.environ, **environment, "PYTHONUNBUFFERED": "1"}
        self._say = say
        self._process: subprocess.Popen[str] | None = None
        self._deaths: list[float] = []
        self._next_start = 0.0

    def start(self) -> None:
        """Start, in a session of its own: the terminal's Ctrl-C reaches only whoever stops it in order."""
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        threading.Thread(target=self._forward, args=(self._process,), daemon=True).start()

    def _forward(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self._say(self.name, line.rstrip())

    def tend(self) -> None:
        """Start again what has died, a little later each time. Raises ChildFailed when that does not help."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._next_start:
                self.start()
            return
        code = self._process.poll()
        if code is None:
            return
        self._process = None
        self._deaths = [*(at for at in self._deaths if now - at < WITHIN_S), now]
        if len(self._deaths) >= MOST_DEATHS:
            raise ChildFailed(f"{self.name} ended {MOST_DEATHS} times within {WITHIN_S:.0f} s (code {code})")
        wait = min(2.0 ** (len(self._deaths) - 1), LONGEST_WAIT_S)
        self._next_start = now + wait
        self._say(self.name, f"ended with code {code}; starting it again in {wait:.0f} s")

    def ask_to_stop(self) -> None:
        """Send SIGTERM, if it runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def wait_or_kill(self, deadline: float) -> None:
        """Wait until `deadline` (time.monotonic), then kill it with all it has started."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._say(self.name, "does not stop; killing it")
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
