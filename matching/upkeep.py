"""Keeps the indexes of a matcher quick after what was written to them."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence

from matching.allocation import return_free_memory
from matching.pool import Pool
from matching.read_write_lock import ReadWriteLock
from matching.vector_index import VectorIndex


class Upkeep:
    """Words are kept up at once, beside readers; vectors, which may take minutes, in a thread.

    Only the matcher's one writer calls it, but for `settle`.
    """

    def __init__(self, pools: Collection[Pool], lock: ReadWriteLock) -> None:
        """Over a matcher's pools and the lock that keeps its readers from them."""
        self._pools, self._lock = pools, lock
        self._thread: threading.Thread | None = None

    def after_writing(self) -> None:
        """Keep up whatever wants it."""
        self.compact()
        for pool in self._pools:
            pool.make_room()
        wanting = [pool.vectors for pool in self._pools if pool.vectors.wants_maintenance]
        if wanting and (self._thread is None or not self._thread.is_alive()):
            self._thread = threading.Thread(target=_keep, args=(wanting,), name="keep-indexes", daemon=True)
            self._thread.start()

    def compact(self, at_any_rate: bool = False) -> None:
        """Write the postings anew where that is worth while, or everywhere."""
        for pool in self._pools:
            compaction = pool.lexical.compacted(at_any_rate)
            if compaction is not None:
                with self._lock.writing():
                    pool.lexical.replace(compaction)

    def settle(self) -> None:
        """Wait until the thread, if one is at work, has done."""
        if self._thread is not None:
            self._thread.join()


def _keep(indexes: Sequence[VectorIndex]) -> None:
    for index in indexes:
        while index.wants_maintenance:  # again, for what was written meanwhile
            index.maintain()
    return_free_memory()
