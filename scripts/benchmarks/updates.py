"""How soon one listing published, edited or withdrawn among many is seen, while readers keep asking.

.venv/bin/python -m scripts.benchmarks.updates [--supplies 100000] [--changes 60] [--readers 2]

The vectors are given, so encoding is not in it. Seen means that the change's own call has returned and that
a question asked then answers with it; the question's own time is told apart. Readers are threads that rank
all the while; what they waited is the time to enter the lock.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from matching.documents import Document
from matching.matcher import Matcher
from matching.read_write_lock import ReadWriteLock
from scripts.benchmarks.sampled_listings import StandInEncoder, all_features, sample_listings

Milliseconds = list[float]


class TimedLock(ReadWriteLock):
    """Notes how long readers waited to get in, and how long writers kept them out."""

    def __init__(self) -> None:
        super().__init__()
        self.waited: Milliseconds = []
        self.kept_out: Milliseconds = []

    @contextmanager
    def reading(self) -> Iterator[None]:
        """As the plain lock, timed."""
        started = time.perf_counter()
        with super().reading():
            self.waited.append(1000 * (time.perf_counter() - started))
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """As the plain lock, timed."""
        with super().writing():
            started = time.perf_counter()
            yield
            self.kept_out.append(1000 * (time.perf_counter() - started))


def main() -> None:
    """Publish, edit and withdraw in turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--supplies", type=int, default=100_000)
    parser.add_argument("--changes", type=int, default=60)
    parser.add_argument("--readers", type=int, default=2)
    options = parser.parse_args()
    supplies = sample_listings(options.supplies, "supply")
    demands = sample_listings(100, "demand")
    matcher, lock = Matcher(StandInEncoder(), trained=all_features()), TimedLock()
    matcher.put(supplies.documents, supplies.vectors)
    matcher.put(demands.documents, demands.vectors)
    matcher.settle()
    # Only here is it asked how long the lock is held.
    matcher._lock = matcher._upkeep._lock = lock  # noqa: SLF001
    stop = threading.Event()
    readers = [
        threading.Thread(target=_read, args=(matcher, demands.documents, stop))
        for _ in range(options.readers)
    ]
    for reader in readers:
        reader.start()
    taken = _change(matcher, supplies.documents, supplies.vectors, options.changes)
    stop.set()
    for reader in readers:
        reader.join()
    print(f"{'milliseconds':34}{'median':>9}{'95 %':>9}{'most':>9}")
    for name, found in (
        *taken.items(),
        ("readers kept out by a change", lock.kept_out),
        ("readers' wait to get in", lock.waited),
    ):
        middle, most_of = np.percentile(found, (50, 95))
        print(f"{name:34}{middle:9.2f}{most_of:9.2f}{max(found):9.2f}")


def _read(matcher: Matcher, demands: list[Document], stop: threading.Event) -> None:
    while not stop.is_set():
        for demand in demands:
            matcher.rank(demand.id)
            if stop.is_set():
                return


def _change(
    matcher: Matcher, supplies: list[Document], vectors: np.ndarray, changes: int
) -> dict[str, Milliseconds]:
    """Each change takes until its call returns; the question after it must answer with it."""
    taken: dict[str, Milliseconds] = {"published": [], "edited": [], "withdrawn": [], "question after": []}
    title = "云端雪线测绘无人机巡护"

    def timed(kind: str, call: Callable[[], None], is_there: bool) -> None:
        started = time.perf_counter()
        call()
        taken[kind].append(1000 * (time.perf_counter() - started))
        started = time.perf_counter()
        found = {suggestion.supply_id for suggestion in matcher.rank(asked, top=3).suggestions}
        taken["question after"].append(1000 * (time.perf_counter() - started))
        if ("NEW" in found) != is_there:
            raise SystemExit(f"a supply was {kind}, and the next question does not show it")

    asked = Document(id="asked", kind="demand", title=title, summary=title)
    vector = StandInEncoder().encode_queries([asked.query_text()])
    for number in range(changes):
        other = supplies[number]
        new = replace(other, id="NEW", title=f"{title}{number}", summary=title)
        timed("published", lambda new=new: matcher.put([new], vector), is_there=True)  # type: ignore[misc]
        edited = replace(new, title=other.title, summary=other.summary)
        row = vectors[number : number + 1]
        timed("edited", lambda edited=edited, row=row: matcher.put([edited], row), is_there=False)  # type: ignore[misc]
        matcher.put([new], vector)
        timed("withdrawn", lambda: matcher.remove(["NEW"]), is_there=False)
    return taken


if __name__ == "__main__":
    main()
