"""Keeps a matcher level with the published listings, from vectors that are rows of the database."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice

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
# The job encodes an import's thousands, with progress; a single new listing should be found at once.
ENCODED_WHEN_FOLLOWING = CHUNK // 2


class Level:
    """Puts and removes documents until the matcher holds what is published. One at a time, readers go on."""

    def __init__(self, matcher: Matcher, sessions: sessionmaker[Session], model: str) -> None:
        """Over an empty matcher; `model` names the vectors' rows."""
        self.matcher = matcher
        self.model = model
        self.data_version = _version_of({})
        self._sessions = sessions
        self._lock = threading.Lock()
        self._held: dict[int, Fingerprint] = {}

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
            self.matcher.remove([str(key) for key in listing_ids])
            for key in listing_ids:
                del self._held[key]

    def _put(self, listing_ids: Sequence[int], progress: Progress | None, encode: bool) -> None:
        done = 0
        for chunk in _chunks(listing_ids):
            with self._sessions() as session, session.begin():
                items = load_published(session, chunk)
                vectors = load_vectors(session, self.model, [item.key for item in items])
                missing = [item for item in items if item.key not in vectors]
                if missing and encode:
                    vectors |= self._encode(session, missing)
            ready = [item for item in items if item.key in vectors]
            if ready:
                documents = [item.document for item in ready]
                rows = np.asarray([vectors[item.key] for item in ready], dtype=np.float32)
                self.matcher.put(documents, rows)
                for item in ready:
                    fingerprint = (item.key[0], item.document.organization)
                    self._held[int(item.document.id)] = fingerprint
            done += len(chunk)
            if progress:
                progress(done, len(listing_ids))

    def _encode(self, session: Session, items: Sequence[Published]) -> dict[Key, Vectors]:
        rows = self.matcher.encode([item.document for item in items])
        vectors = {item.key: row for item, row in zip(items, rows, strict=True)}
        store_vectors(session, self.model, {key: row.tolist() for key, row in vectors.items()})
        return vectors

    def _settle(self) -> str:
        self.data_version = _version_of(self._held)
        logger.info(
            "level with the database: %d listings, data version %s", len(self._held), self.data_version
        )
        return self.data_version


def _version_of(held: dict[int, Fingerprint]) -> str:
    """Names exactly which texts are held: equal for equal data, whatever the order they came in."""
    lines = "\n".join(f"{key}:{content_hash}" for key, (content_hash, _) in sorted(held.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


def _chunks(keys: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
