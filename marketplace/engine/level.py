"""Keeps a matcher level with the published listings, from vectors that are rows of the database."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from marketplace.models import Listing, ListingState, ListingVersion, Organization
from marketplace.services.matching.vectors import Key, Published, load_published, load_vectors, store_vectors
from matching.encoders.base import Vectors
from matching.matcher import Matcher

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
Fingerprint = tuple[str, str]  # content hash and organization: what a held document must agree in

CHUNK = 64
# A matcher takes many at once far more quickly than as many one by one; a start has as many as there are.
MOST_AT_ONCE = 4096
# The job encodes an import's thousands, with progress; a single new listing should be found at once.
ENCODED_WHEN_FOLLOWING = CHUNK // 2


class Level:
    """Puts and removes documents until the matcher holds what is published. One at a time, readers go on."""

    def __init__(
        self,
        matcher: Matcher,
        sessions: sessionmaker[Session],
        model: str,
        held: Mapping[int, Fingerprint] | None = None,
        changed: Collection[int] = (),
    ) -> None:
        """`model` names the vectors' rows; `held` says what the matcher holds of each listing.

        `changed` are those of them that `changes` still has to tell of.
        """
        self.matcher = matcher
        self.model = model
        self._sessions = sessions
        self._lock = threading.Lock()
        self._held: dict[int, Fingerprint] = dict(held or {})
        # Counts the writes, so that a snapshot is known to be out of date.
        self.revision = 0
        self._changed_at = dict.fromkeys(changed, self.revision)
        self.data_version = version_of(self._held)

    def refresh(self, progress: Progress | None = None) -> str:
        """Level everything, encoding (and storing) what has no vector yet. Returns the data version."""
        with self._lock:
            wanted = self._published(None)
            self._remove(self._held.keys() - wanted.keys())
            self._put(self._changed(wanted), progress, encode=True)
            return self._settle()

    def follow(self, listing_ids: Collection[int]) -> str:
        """Level these listings only. Many without vectors are left to the job that encodes them."""
        with self._lock:
            wanted = self._published(listing_ids)
            self._remove(set(listing_ids) & self._held.keys() - wanted.keys())
            changed = self._changed(wanted)
            self._put(changed, None, encode=len(changed) <= ENCODED_WHEN_FOLLOWING)
            return self._settle()

    @contextmanager
    def changes(self) -> Iterator[Collection[int]]:
        """The listings put since they were last told of; told of again where the block fails."""
        with self._lock:
            told = dict(self._changed_at)
        yield told.keys()
        with self._lock:
            for key, revision in told.items():
                if self._changed_at.get(key) == revision:
                    del self._changed_at[key]

    @contextmanager
    def still(self) -> Iterator[tuple[dict[int, Fingerprint], set[int]]]:
        """Nothing is put or removed inside: what is held, and what `changes` would tell of."""
        with self._lock:
            yield dict(self._held), set(self._changed_at)

    def _published(self, listing_ids: Collection[int] | None) -> dict[int, Fingerprint]:
        query = (
            select(Listing.id, ListingVersion.content_hash, Organization.name)
            .join(ListingVersion, ListingVersion.id == Listing.published_version_id)
            .join(Organization, Organization.id == Listing.organization_id)
            .where(Listing.state == ListingState.PUBLISHED)
        )
        if listing_ids is not None:
            query = query.where(Listing.id.in_(listing_ids))
        with self._sessions() as session:
            return {key: (content_hash, name) for key, content_hash, name in session.execute(query)}

    def _changed(self, wanted: dict[int, Fingerprint]) -> list[int]:
        return [key for key, fingerprint in sorted(wanted.items()) if self._held.get(key) != fingerprint]

    def _remove(self, listing_ids: Collection[int]) -> None:
        if listing_ids:
            self.revision += 1
            self.matcher.remove([str(key) for key in listing_ids])
            for key in listing_ids:
                del self._held[key]
                self._changed_at.pop(key, None)

    def _put(self, listing_ids: Sequence[int], progress: Progress | None, encode: bool) -> None:
        done = 0
        for chunk in _chunks(listing_ids, MOST_AT_ONCE):
            with self._sessions() as session:
                items = load_published(session, chunk)
                vectors = load_vectors(session, self.model, [item.key for item in items])
            missing = [item for item in items if item.key not in vectors] if encode else []
            for some in _chunks(missing, CHUNK):
                vectors |= self._encode(some)
                if progress:
                    progress(done + len(vectors), len(listing_ids))
            ready = [item for item in items if item.key in vectors]
            if ready:
                documents = [item.document for item in ready]
                rows = np.asarray([vectors[item.key] for item in ready], dtype=np.float32)
                self.revision += 1
                self.matcher.put(documents, rows)
                for item in ready:
                    key = int(item.document.id)
                    self._held[key] = (item.key[0], item.document.organization)
                    self._changed_at[key] = self.revision
            done += len(chunk)
            if progress:
                progress(done, len(listing_ids))

    def _encode(self, items: Sequence[Published]) -> dict[Key, Vectors]:
        """Encode and store: what is stored stays, whatever happens to those after it."""
        rows = self.matcher.encode([item.document for item in items])
        vectors = {item.key: row for item, row in zip(items, rows, strict=True)}
        with self._sessions() as session, session.begin():
            store_vectors(session, self.model, {key: row.tolist() for key, row in vectors.items()})
        return vectors

    def _settle(self) -> str:
        self.data_version = version_of(self._held)
        logger.info(
            "level with the database: %d listings, data version %s", len(self._held), self.data_version
        )
        return self.data_version


def version_of(held: Mapping[int, Fingerprint]) -> str:
    """Names exactly which texts are held: equal for equal data, whatever the order they came in."""
    lines = "\n".join(f"{key}:{content_hash}" for key, (content_hash, _) in sorted(held.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


Item = TypeVar("Item")


def _chunks(items: Sequence[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
