"""Keeps the memory level with the site's own kinds, and writes down which kinds each listing recalls."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, sessionmaker

from marketplace.models import Listing, RecalledKind
from marketplace.services.kinds.about import LEAST_SHARE, LEAST_SIMILARITY
from marketplace.services.kinds.known import active_kinds
from matching.documents import KINDS, Kind
from matching.encoders.base import Vectors
from matching.kind_effect import Recall, moves_of, own_cosines, recall_of, shares_of
from matching.kind_vectors import Learned, kinds_digest, remember
from matching.knowledge.kinds import KindOfProblem
from matching.matcher import Matcher
from matching.memory import KindMemory

logger = logging.getLogger(__name__)

# A trigger on the kinds tells of every change by this channel.
CHANNEL = "kinds_changed"
# So many kinds of each listing are written down: its own, and those it shares with others.
WRITTEN = 3
CHUNK = 500
SHOWN, NEAREST = 6, 3
NO_EFFECT: dict[str, Any] = {
    "counts": {"demand": 0, "supply": 0},
    "recalled": [],
    "nearest": [],
    "changes": [],
    "examined": 0,
    "ranks_by_kinds": False,
}
Row = tuple[str, float, float]
# A kind's digest, and its vectors as a memory of one.
Known = tuple[str, KindMemory]


class KindKeeper:
    """The memory of the shipped kinds and the site's own, and what held listings recall.

    Over a matcher without a memory (its encoder was taught no kinds) it does nothing. Safe between threads.
    """

    def __init__(
        self,
        matcher: Matcher,
        sessions: sessionmaker[Session],
        shipped: KindMemory | None,
        own: Mapping[str, Known] | None = None,
    ) -> None:
        """`shipped` is the memory without the site's own kinds, and `own` those that the matcher knows."""
        self._matcher, self._sessions = matcher, sessions
        self._lock = threading.Lock()
        self._shipped = shipped
        self._own: dict[str, Known] = dict(own or {})
        # Whether what listings recall was written down under other kinds than the matcher knows.
        self._outdated = False

    def level(self, changed: Collection[int] = ()) -> None:
        """Know exactly the site's active kinds, and have all that is held written down under them.

        Under the same kinds only `changed` listings are written, and those never written down.
        """
        if self._shipped is None:
            return
        with self._lock:
            with self._sessions() as session:
                wanted = active_kinds(session)
            known = {kind.id: self._known(kind) for kind in wanted}
            if _digests(known) != _digests(self._own):
                memory = with_own(self._base, known)
                self._matcher.remember(memory)
                self._own, self._outdated = known, True
                logger.info("%d kinds of problem, %d of them the site's own", len(memory), len(known))
            self._write(None if self._outdated else {str(key) for key in changed} | self._unwritten())
            self._outdated = False

    def describe(self, listing_ids: Collection[int]) -> None:
        """Write down what these listings recall; those not held are passed over."""
        if self._shipped is None:
            return
        with self._lock:
            self._write({str(key) for key in listing_ids})

    @property
    def digests(self) -> dict[str, str]:
        """The site's own kinds that are known, each with the digest of its texts."""
        return _digests(self._own)

    @contextmanager
    def still(self) -> Iterator[tuple[dict[str, Known], bool]]:
        """No kind comes or goes inside: the site's own, and whether all is written down under them."""
        with self._lock:
            yield dict(self._own), not self._outdated

    def preview(self, kind: KindOfProblem) -> dict[str, Any]:
        """See MatchingEngine.preview_kind."""
        if self._shipped is None:
            return NO_EFFECT
        with self._lock:
            others = {key: known for key, known in self._own.items() if key != kind.id}
            now, without = with_own(self._base, self._own), with_own(self._base, others)
        drafted = remember([kind], self._matcher.encoder, self._nothing())
        with_kind = without.extended(drafted)
        recalls = {side: recall_of(with_kind, kind.id, *self._matcher.placed(side), side) for side in KINDS}
        moves = moves_of(self._matcher, now, without, with_kind, recalls["demand"], recalls["supply"])
        return {
            "counts": {side: sum(_is_about(recall) for recall in recalls[side]) for side in KINDS},
            "recalled": [_recalled(recall) for side in KINDS for recall in recalls[side][:SHOWN]],
            "nearest": _nearest(without, drafted),
            "changes": [
                {
                    "demand_id": int(move.demand_id),
                    "before": [_place(*pair) for pair in move.before],
                    "after": [_place(*pair) for pair in move.after],
                }
                for move in moves.moved
            ],
            "examined": moves.examined,
            "ranks_by_kinds": moves.ranks_by_kinds,
        }

    def _known(self, kind: KindOfProblem) -> Known:
        """The kind's digest and vectors, encoded only where the text is new."""
        digest = kinds_digest([kind])
        held = self._own.get(kind.id)
        if held is not None and held[0] == digest:
            return held
        return digest, remember([kind], self._matcher.encoder, self._nothing())

    def _nothing(self) -> Learned:
        """The encoder's reference with an empty memory."""
        none = np.zeros((0, self._matcher.encoder.dimension), dtype=np.float32)
        nothing = KindMemory((), none, none, self._base.temperature)
        return Learned(self._matcher.reference, nothing, self._matcher.trained.wording)

    @property
    def _base(self) -> KindMemory:
        assert self._shipped is not None, "asked for only where there is a memory"
        return self._shipped

    def _unwritten(self) -> set[str]:
        """Listings that are held and have nothing written down, as after the database was filled anew."""
        with self._sessions() as session:
            written = session.scalars(select(RecalledKind.listing_id).distinct())
            return set(self._matcher.ids()).difference(map(str, written))

    def _write(self, wanted: set[str] | None) -> None:
        memory = with_own(self._base, self._own)
        for side in KINDS:
            ids, vectors = self._matcher.placed(side, wanted)
            for start in range(0, len(ids), CHUNK):
                some = slice(start, start + CHUNK)
                found = recalled_kinds(memory, vectors[some], side)
                with self._sessions() as session, session.begin():
                    store_recalled(session, dict(zip(map(int, ids[some]), found, strict=True)))


def with_own(shipped: KindMemory, own: Mapping[str, Known]) -> KindMemory:
    """The shipped memory and the site's own kinds."""
    if not own:
        return shipped
    each = [memory for _, memory in own.values()]
    needs, offers, places = (
        np.concatenate([getattr(memory, side) for memory in each]) for side in ("needs", "offers", "places")
    )
    return shipped.extended(KindMemory(list(own), needs, offers, shipped.temperature, places))


def recalled_kinds(memory: KindMemory, vectors: Vectors, side: Kind) -> list[list[Row]]:
    """Per placed vector the kinds it recalls most: id, cosine to their own side, share of all it recalls."""
    shares, similarities = shares_of(memory, vectors, side)
    best = np.argsort(-similarities, axis=1, kind="stable")[:, :WRITTEN]
    return [
        [
            (
                memory.names[kind],
                round(float(own_cosines(memory, vectors[row : row + 1], side, kind)[0]), 4),
                round(float(shares[row, kind]), 4),
            )
            for kind in kinds
        ]
        for row, kinds in enumerate(best.tolist())
    ]


def store_recalled(session: Session, found: Mapping[int, Sequence[Row]]) -> None:
    """Write what listings recall, where it changed; listings gone meanwhile are left out."""
    held: dict[int, list[Row]] = {
        key: [] for key in session.scalars(select(Listing.id).where(Listing.id.in_(found)))
    }
    query = select(
        RecalledKind.listing_id, RecalledKind.kind, RecalledKind.similarity, RecalledKind.share
    ).where(RecalledKind.listing_id.in_(held))
    ordered = query.order_by(RecalledKind.listing_id, RecalledKind.place)
    for key, kind, similarity, share in session.execute(ordered):
        held[key].append((kind, similarity, share))
    changed = [key for key, rows in held.items() if rows != list(found[key])]
    if not changed:
        return
    session.execute(delete(RecalledKind).where(RecalledKind.listing_id.in_(changed)))
    rows = [
        {"listing_id": key, "place": place, "kind": kind, "similarity": similarity, "share": share}
        for key in changed
        for place, (kind, similarity, share) in enumerate(found[key], start=1)
    ]
    if rows:
        session.execute(insert(RecalledKind), rows)


def _digests(known: Mapping[str, Known]) -> dict[str, str]:
    return {key: digest for key, (digest, _) in known.items()}


def _is_about(recall: Recall) -> bool:
    return recall.is_first and recall.share >= LEAST_SHARE and recall.similarity >= LEAST_SIMILARITY


def _recalled(recall: Recall) -> dict[str, Any]:
    return {
        "listing_id": int(recall.id),
        "similarity": round(recall.similarity, 4),
        "share": round(recall.share, 4),
        "is_about": _is_about(recall),
    }


def _place(supply_id: str, score: float) -> dict[str, Any]:
    return {"supply_id": int(supply_id), "score": round(score, 4)}


def _nearest(memory: KindMemory, drafted: KindMemory) -> list[dict[str, Any]]:
    """The kinds most like the drafted one, by the mean cosine of their two sides."""
    cosines = np.zeros(len(memory))
    for known, new in ((memory.needs, drafted.needs[0]), (memory.offers, drafted.offers[0])):
        lengths = np.linalg.norm(known, axis=1) * np.linalg.norm(new)
        cosines += known @ new / np.maximum(lengths, 1e-9) / 2
    best = np.argsort(-cosines, kind="stable")[:NEAREST].tolist()
    return [{"kind": memory.names[row], "similarity": round(float(cosines[row]), 4)} for row in best]
