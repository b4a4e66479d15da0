"""Keeps a snapshot of the engine on disk, so that its next start need not read everything again."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

from marketplace.engine.core import LocalEngine
from marketplace.engine.stored import write_start

logger = logging.getLogger(__name__)

# How often it is asked whether anything changed, and how long a snapshot stands at least.
LOOK_EVERY_S = 15.0
STANDS_FOR_S = 600.0


class SnapshotKeeper:
    """A thread that stores what the engine holds: at once, now and then when it changed, and at the end."""

    def __init__(self, folder: Path, core: LocalEngine) -> None:
        """Stores nothing yet. What the engine took from the snapshot in `folder` need not be stored again."""
        self._folder, self._core = folder, core
        self._saved = core.stored_state
        self._stopping = threading.Event()
        self._saving = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="keep-snapshot", daemon=True)

    def start(self) -> None:
        """Begin; what changed since the snapshot that the engine started from is stored at once."""
        self._thread.start()

    def stop(self) -> None:
        """Store what changed and end."""
        self._stopping.set()
        self.save()

    def save(self) -> bool:
        """Store what is held unless it is stored already; False, and the log says why, when that fails."""
        with self._saving:
            if self._core.state == self._saved:
                return True
            started = time.monotonic()
            try:
                state, stored, held = self._core.stored()
                write_start(self._folder, self._core.matcher, stored, held)
            except OSError as problem:
                logger.warning(
                    "no snapshot could be stored in %s: %s. The engine goes on; its next start reads what is "
                    "missing there from the database",
                    self._folder,
                    problem,
                )
                return False
            self._saved = state
            taken = time.monotonic() - started
            logger.info("%d listings stored in %s in %.1f s", len(held.fingerprints), self._folder, taken)
            return True

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.wait(wait):
            changed = self._core.state != self._saved
            if changed:
                self.save()
            wait = STANDS_FOR_S if changed else LOOK_EVERY_S
