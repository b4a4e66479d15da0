"""Keeps the processes running until it is told to stop, and then stops them all."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from math import inf
from types import FrameType, TracebackType

from rich.console import Console
from rich.markup import escape

from marketplace.serving.child import Child

TEND_EVERY_S = 0.2
STOP_WITHIN_S = 8.0


class Stopped(BaseException):
    """Ctrl-C or SIGTERM. Like KeyboardInterrupt it is nobody's error to handle on the way out."""


class Supervisor:
    """A context: inside it children may be started; on leaving it all of them are stopped."""

    def __init__(self, console: Console, environment: Mapping[str, str]) -> None:
        """`environment` is given to every child beside this process's own."""
        self.console = console
        self._environment = environment
        self._children: list[Child] = []
        self._handlers: dict[signal.Signals, signal._HANDLER] = {}

    def __enter__(self) -> Supervisor:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._handlers[number] = signal.signal(number, self._stop)
        return self

    def _stop(self, number: int, frame: FrameType | None) -> None:
        raise Stopped

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number in self._handlers:
            signal.signal(number, signal.SIG_IGN)  # the stopping itself is not to be interrupted
        if self._children:
            self.console.print("Stopping ...")
        for child in reversed(self._children):
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_WITHIN_S
        for child in self._children:
            child.wait_or_kill(deadline)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a child and keep it running from now on."""
        child = Child(name, command, self._environment, self._say)
        self._children.append(child)
        child.start()

    def _say(self, name: str, line: str) -> None:
        self.console.print(f"[dim]{name:>6} |[/dim] {escape(line)}", highlight=False, soft_wrap=True)

    def tend_until(self, ready: Callable[[], bool], patience_s: float = inf) -> bool:
        """Keep everything running until `ready()`; False when that took too long. Raises ChildFailed."""
        deadline = time.monotonic() + patience_s
        while not ready():
            if time.monotonic() > deadline:
                return False
            for child in self._children:
                child.tend()
            time.sleep(TEND_EVERY_S)
        return True

    def tend_forever(self) -> None:
        """Keep everything running until told to stop. Raises ChildFailed, and Stopped from the signal."""
        self.tend_until(lambda: False)
