"""Keeps a failing reranker from being waited for, and says how it fares."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from matching.errors import RerankerError, RerankerRefusal
from matching.reranking.base import Chances, Reranker

logger = logging.getLogger(__name__)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 30.0, 600.0
# One text that a service cannot stomach must not rest it for all others.
REFUSALS_BEFORE_PAUSE = 3


@dataclass(frozen=True)
class RerankerState:
    """Lists that were asked about since the start, how many of them failed, and how many were `spared`.

    Spared are those of a pause, which lasts `resting_s` more seconds. `last_error` stays after a recovery.
    """

    name: str
    asked: int
    failed: int
    spared: int
    resting_s: float
    last_error: str | None
    failed_at: datetime | None


class GuardedReranker:
    """Rests after a failure: 30 seconds, then twice as long each time, ten minutes at most."""

    def __init__(self, reranker: Reranker, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` tells seconds."""
        self._reranker, self._clock = reranker, clock
        self._lock = threading.Lock()
        self._asked = self._failed = self._spared = self._in_a_row = 0
        self._pause, self._rests_until = FIRST_PAUSE_S, 0.0
        self._last_error: str | None = None
        self._failed_at: datetime | None = None

    @property
    def name(self) -> str:
        """The reranker's."""
        return self._reranker.name

    def rerank(self, need: str, offers: Sequence[str]) -> Chances:
        """See Reranker; RerankerError at once while it rests."""
        self._knock()
        try:
            chances = self._reranker.rerank(need, offers)
        except RerankerError as problem:
            self._note_failure(problem)
            raise
        self._note_success()
        return chances

    def state(self) -> RerankerState:
        """How it fares."""
        with self._lock:
            rest = max(0.0, self._rests_until - self._clock())
            counts = (self._asked, self._failed, self._spared)
            return RerankerState(self.name, *counts, rest, self._last_error, self._failed_at)

    def _knock(self) -> None:
        with self._lock:
            if self._clock() < self._rests_until:
                self._spared += 1
                raise RerankerError(f"{self.name} rests after a failure")
            if self._in_a_row >= REFUSALS_BEFORE_PAUSE:
                # Whoever comes first tries it; the others do not wait with him.
                self._rests_until = self._clock() + self._pause
            self._asked += 1

    def _note_success(self) -> None:
        with self._lock:
            recovered, self._in_a_row = self._in_a_row >= REFUSALS_BEFORE_PAUSE, 0
            self._pause, self._rests_until = FIRST_PAUSE_S, 0.0
        if recovered:
            logger.info("the reranker %s answers again", self.name)

    def _note_failure(self, problem: RerankerError) -> None:
        with self._lock:
            was_down = self._in_a_row >= REFUSALS_BEFORE_PAUSE
            # A service that is away is rested at once.
            self._in_a_row += 1 if isinstance(problem, RerankerRefusal) else REFUSALS_BEFORE_PAUSE
            self._failed += 1
            self._last_error, self._failed_at = str(problem), datetime.now(UTC)
            is_down, pause = self._in_a_row >= REFUSALS_BEFORE_PAUSE, self._pause
            if is_down:
                self._rests_until = self._clock() + pause
                self._pause = min(2 * pause, LONGEST_PAUSE_S)
        if is_down and not was_down:  # said once, not for every list of a long run
            logger.warning("rankings stay as the matcher makes them: %s; next try in %.0f s", problem, pause)
