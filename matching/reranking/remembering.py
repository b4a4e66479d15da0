"""Remembers verdicts, so that texts that did not change are not asked about again."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from matching.reranking.base import Chances, Reranker

# Some 150 bytes each.
MOST_REMEMBERED = 100_000


class RememberingReranker:
    """The verdicts of one reranker, the least lately used ones forgotten first."""

    def __init__(self, reranker: Reranker, most: int = MOST_REMEMBERED) -> None:
        """Remembers nothing yet."""
        self._reranker, self._most = reranker, most
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, float] = OrderedDict()

    @property
    def name(self) -> str:
        """The reranker's."""
        return self._reranker.name

    def rerank(self, need: str, offers: Sequence[str]) -> Chances:
        """See Reranker; only what is new is asked about."""
        keys = [_key(need, offer) for offer in offers]
        chances = self._recall(keys)
        new = [place for place, chance in enumerate(chances) if chance is None]
        if new:
            found = self._reranker.rerank(need, [offers[place] for place in new])
            for place, chance in zip(new, found.tolist(), strict=True):
                chances[place] = chance
            self._keep(keys, chances)
        return np.asarray(chances, dtype=np.float64)

    def remembered(self, need: str, offers: Sequence[str]) -> Chances | None:
        """The verdicts without asking for any; None unless all are known."""
        chances = self._recall([_key(need, offer) for offer in offers])
        return None if None in chances else np.asarray(chances, dtype=np.float64)

    def _recall(self, keys: Sequence[bytes]) -> list[float | None]:
        with self._lock:
            for key in keys:
                if key in self._known:
                    self._known.move_to_end(key)
            return [self._known.get(key) for key in keys]

    def _keep(self, keys: Sequence[bytes], chances: Sequence[float | None]) -> None:
        with self._lock:
            self._known.update(
                (key, chance) for key, chance in zip(keys, chances, strict=True) if chance is not None
            )
            while len(self._known) > self._most:
                self._known.popitem(last=False)


def _key(need: str, offer: str) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for text in (need, offer):
        content = text.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.digest()
