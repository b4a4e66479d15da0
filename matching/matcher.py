"""The matcher: put documents in, get ranked and explained pairs out; safe to read while it is written."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.allocation import return_free_memory
from matching.asking import Asking, stacked
from matching.calibration import Calibration
from matching.candidates import gather
from matching.describing import Describer
from matching.documents import KINDS, Document, Kind
from matching.encoders.base import Encoder, Vectors
from matching.errors import UnknownDocument
from matching.explanation import PairRules, why_not
from matching.facts import FactReader
from matching.fusion import Fusion
from matching.lexical import LexicalIndex
from matching.lexical_terms import Vocabulary, query_terms
from matching.matcher_settings import MatcherSettings, Stored, faiss_index
from matching.memory import KindMemory
from matching.pool import Pool, listing_fields
from matching.read_write_lock import ReadWriteLock
from matching.results import Explanation, Hit, Ranking, Suggestion
from matching.shortlist import FIRST, NO_ROWS, Ranked, Shortlister, evidence_at
from matching.signals import PairScorer
from matching.text_search import DEPTH, best_hits, search_pool
from matching.trained import Trained, trained_for
from matching.upkeep import Upkeep
from matching.wording import Counts

__all__ = ["Matcher", "MatcherSettings", "Stored", "faiss_index"]

# So many documents become visible together when the postings are not merged for them first; each takes some
# 50 microseconds, for which readers wait.
_SLICE = 64


class Matcher:
    """Holds both sides. Readers share a lock for milliseconds at a time; writers make all ready before they
    take it, and vectors are searched without it.

    What is put or removed is seen by every question asked after the call has returned. A question asked
    before may see it or not, but never half a document.
    """

    def __init__(
        self,
        encoder: Encoder,
        settings: MatcherSettings | None = None,
        trained: Trained | None = None,
    ) -> None:
        """An empty matcher. `trained` is what was learned for the encoder, by default what is shipped."""
        self.encoder = encoder
        self.settings = settings or MatcherSettings()
        self.trained = trained or trained_for(encoder)
        self.reference = self.trained.reference
        self._scorer = PairScorer(self.trained.fusion, self.reference)
        memory = self.trained.memory
        describer = Describer(memory, self.trained.wording)
        self._reader = FactReader(self.reference.bearing, describer)
        self._vocabulary = Vocabulary()
        self._pools: dict[Kind, Pool] = {
            kind: Pool(
                self.settings.index_factory(encoder.dimension),
                LexicalIndex(self.settings.lexical, self._vocabulary),
                self._reader,
            )
            for kind in KINDS
        }
        self._shortlister = Shortlister(
            self._pools["supply"],
            self._scorer,
            self.trained.calibration,
            memory,
            self.trained.wording,
            self.settings.skip_own_organization,
        )
        self._lock = ReadWriteLock()
        # One writer at a time; readers do not know of it.
        self._writing = threading.Lock()
        self._asking = Asking(self._pools["demand"], encoder, self.reference, self._reader, self._lock)
        self._upkeep = Upkeep(self._pools.values(), self._lock)

    def __len__(self) -> int:
        """How many documents are held."""
        return sum(len(pool) for pool in self._pools.values())

    def put(self, documents: Sequence[Document], vectors: NDArray[np.float32] | None = None) -> None:
        """Add or replace by id; a few become visible at once, hundreds a few at a time unless they are most.

        `vectors`, shape (n, dimension), are those of `encode`. Raises ValueError when they have another shape
        or hold a value that is not finite; nothing is changed then.
        """
        rows = self.encode(documents) if vectors is None else np.asarray(vectors, dtype=np.float32)
        if rows.shape != (len(documents), self.encoder.dimension) or not np.isfinite(rows).all():
            raise ValueError(f"expected finite vectors of shape {(len(documents), self.encoder.dimension)}")
        latest = np.asarray(list({d.id: row for row, d in enumerate(documents)}.values()), dtype=np.int64)
        with self._writing:
            bulk = any(pool.lexical.is_bulk(len(latest)) for pool in self._pools.values())
            size = max(1, len(latest)) if bulk else _SLICE
            for start in range(0, len(latest), size):
                chosen = latest[start : start + size]
                self._replace([documents[row] for row in chosen.tolist()], rows[chosen])
            self._upkeep.after_writing()
        if bulk:
            return_free_memory()

    def remove(self, ids: Iterable[str]) -> None:
        """Forget; unknown ids are passed over."""
        gone = list(ids)
        with self._writing:
            removals = [(pool, pool.removing(gone)) for pool in self._pools.values()]
            with self._lock.writing():
                for pool, removal in removals:
                    pool.remove(removal)
            self._upkeep.after_writing()

    def encode(self, documents: Sequence[Document]) -> Vectors:
        """The vectors that `put` takes: demands as queries, supplies as passages; shape (n, dimension)."""
        rows = np.zeros((len(documents), self.encoder.dimension), dtype=np.float32)
        calls = {"demand": self.encoder.encode_queries, "supply": self.encoder.encode_passages}
        for kind, call in calls.items():
            mine = [row for row, document in enumerate(documents) if document.kind == kind]
            if mine:
                rows[mine] = call([documents[row].encoder_text() for row in mine])
        return rows

    def ids(self, kind: Kind | None = None) -> list[str]:
        """The ids of what is held, in order."""
        with self._lock.reading():
            return sorted(key for k, pool in self._pools.items() if kind in (None, k) for key in pool.row_of)

    def documents(self, kind: Kind | None = None) -> list[Document]:
        """What is held, by id."""
        with self._lock.reading():
            pools = [pool for k, pool in self._pools.items() if kind in (None, k)]
            found = [pool.documents[row] for pool in pools for row in pool.row_of.values()]
        return sorted(found, key=lambda document: document.id)

    def document(self, key: str, kind: Kind) -> Document:
        """A held document; UnknownDocument when there is none of that id on that side."""
        with self._lock.reading():
            return self._document(key, kind)

    def placed(self, kind: Kind, among: Collection[str] | None = None) -> tuple[list[str], Vectors]:
        """The ids held of one side (and `among` those) with their centred vectors, shape (n, dimension)."""
        pool = self._pools[kind]
        with self._lock.reading():
            ids = list(pool.row_of) if among is None else [key for key in among if key in pool]
            return ids, pool.vectors.vectors(pool.rows_of(ids))

    def held(self, kind: Kind, ids: Sequence[str]) -> tuple[Vectors, list[Counts]]:
        """Centred vectors, shape (n, dimension), and counts of terms of n documents of one side.

        UnknownDocument for one that is not held.
        """
        pool = self._pools[kind]
        with self._lock.reading():
            rows = np.asarray([pool.row(key) for key in ids], dtype=np.int64)
            return pool.vectors.vectors(rows), pool.counted(rows)

    def remember(self, memory: KindMemory) -> None:
        """Describe everything held by these kinds, and whatever is put from now on; readers wait a moment."""
        with self._writing:
            describer = Describer(memory, self.trained.wording)
            self._reader.describe_with(describer)
            described = []
            for kind, pool in self._pools.items():
                rows = pool.rows_of(pool.row_of)
                profile = describer.profile(pool.vectors.vectors(rows), kind)
                pointing = describer.pointing(profile, pool.counted(rows), kind)
                described.append((pool.facts, rows, profile, pointing))
            with self._lock.writing():
                for facts, rows, profile, pointing in described:
                    facts.profile_kinds[rows], facts.profile_weights[rows] = profile.kinds, profile.roots
                    facts.wording[rows] = pointing
                self._shortlister.memory = memory
            self.trained = replace(self.trained, memory=memory)

    def reweigh(self, fusion: Fusion, calibration: Calibration | None) -> None:
        """Rank with these weights from the next question on."""
        with self._writing, self._lock.writing():
            self._scorer = PairScorer(fusion, self.reference)
            self._shortlister.scorer, self._shortlister.calibration = self._scorer, calibration
            self.trained = replace(self.trained, fusion=fusion, calibration=calibration)

    def ranked(self, demand: Document | str) -> tuple[list[str], Ranked]:
        """Every supply that no rule bars, with all its signals, and the ids: what training looks at."""
        (asked,) = self._asking.asked([demand])
        pool = self._pools["supply"]
        with self._lock.reading():
            everything = pool.rows(pool.row_of)
            found = self._shortlister.rank(asked, everything, len(everything))
            return [pool.ids[row] for row in found.candidates.rows.tolist()], found

    def first_features(
        self, demand: Document | str, exclude: Collection[str] = ()
    ) -> tuple[list[str], NDArray[np.floating]]:
        """Ids of a demand's first ten, and what the calibration reads of them, shape (10, 7)."""
        (asked,) = self._asking.asked([demand])
        pool = self._pools["supply"]
        with self._lock.reading():
            everything = pool.rows(pool.row_of)
            found = self._shortlister.rank(asked, everything, len(everything), pool.rows(exclude))
            first = found.order[:FIRST]
            ids = [pool.ids[row] for row in found.candidates.rows[first].tolist()]
            return ids, self._shortlister.features(found, first)

    def rank(self, demand: Document | str, top: int = 10, exclude: Collection[str] = ()) -> Ranking:
        """The best supplies for a demand, held or not; `exclude` names supplies not to be suggested."""
        return self.rank_many([demand], top, exclude)[0]

    def rank_many(
        self, demands: Sequence[Document | str], top: int = 10, exclude: Collection[str] = ()
    ) -> list[Ranking]:
        """As `rank` for each demand; their vectors are searched together, which is far quicker.

        Raises UnknownDocument for an id that is not held.
        """
        asked = self._asking.asked(demands)
        with self._lock.reading():
            own = max(map(self._shortlister.own, asked), default=0)
        depth = max(self.settings.depth, 4 * top) + len(exclude) + own
        pool = self._pools["supply"]
        vectors = stacked([one.query.vector for one in asked], self.encoder.dimension)
        near = pool.vectors.search(vectors, depth).rows
        found = []
        for one, rows in zip(asked, near, strict=True):
            # One demand at a time: a writer, and the readers behind it, wait for one alone.
            with self._lock.reading():
                ranked = self._shortlister.rank(one, rows, depth, pool.rows(exclude))
                found.append(self._shortlister.ranking(ranked, top))
        return found

    def rank_demands(self, supply_id: str, top: int = 10, exclude: Collection[str] = ()) -> list[Suggestion]:
        """The demands a supply serves best by what is known of each pair alone."""
        demands, supplies = self._pools["demand"], self._pools["supply"]
        with self._lock.reading():
            supply, facts, vector = supplies.held(supply_id)
            own = demands.owned_by(int(facts.organization[0])) if self.settings.skip_own_organization else 0
        depth = max(self.settings.reverse_depth, 2 * top) + len(exclude) + own
        near = demands.vectors.search(vector[None], depth).rows[0]
        terms = query_terms(listing_fields(supply))
        with self._lock.reading():
            match = demands.lexical.match(terms)
            rows = gather(match, near, depth, NO_ROWS)
            if self.settings.skip_own_organization and facts.organization[0] >= 0:
                rows = rows[demands.facts.organization[rows] != facts.organization[0]]
            keys = [demands.ids[row] for row in rows.tolist()]
        found = list(self._pairs([key for key in keys if key not in set(exclude)], supply_id))
        found.sort(key=lambda suggestion: (-suggestion.score, suggestion.demand_id))
        return [
            replace(suggestion, rank=place) for place, suggestion in enumerate(found[: max(0, top)], start=1)
        ]

    def explain(self, demand_id: str, supply_id: str, exclude: Collection[str] = ()) -> Explanation:
        """Why a pair is where it is, or why it is not suggested; UnknownDocument when one is not held."""
        (asked,) = self._asking.asked([demand_id])
        settings, pool = self.settings, self._pools["supply"]
        depth = max(settings.depth, 4 * settings.shortlist) + len(exclude)
        near = pool.vectors.search(asked.query.vector[None], depth).rows[0]
        with self._lock.reading():
            supply, row = self._document(supply_id, "supply"), pool.row(supply_id)
            barred = pool.rows(exclude)
            wanted = np.asarray([row], dtype=np.int64)
            ranked = self._shortlister.rank(asked, near, depth, barred, include=wanted)
            rank = ranked.rank_of(row)
            # A pair that a rule bars is no candidate, and is told of alone.
            seen = ranked if rank else self._shortlister.pair(asked, row)
            place = int(seen.order[rank - 1]) if rank else 0
            suggestion = self._shortlister.suggestion(seen, place)
            rules = PairRules(
                settings.skip_own_organization,
                supply_id in exclude,
                settings.shortlist,
                self._scorer.fusion.least_fitting(min(asked.document.text_amount, supply.text_amount)),
            )
        return Explanation(
            demand_id,
            supply_id,
            rank,
            ranked.pool_size,
            suggestion.score,
            suggestion.parts,
            suggestion.shared_terms,
            suggestion.reasons,
            why_not(
                asked.document, supply, rank, evidence_at(seen, place, supply_id), suggestion.parts, rules
            ),
        )

    def search(self, text: str, top: int = 10, kind: Kind | None = None) -> list[Hit]:
        """Documents of either or one kind for a visitor's words, by meaning and by the very words."""
        vector = self.reference.place(self.encoder.encode_queries([text]), "demand")[0]
        return best_hits(
            [hit for k in KINDS if kind in (None, k) for hit in self._searched(k, text, vector, top)], top
        )

    def similar(self, document_id: str, top: int = 10) -> list[Hit]:
        """Documents of the same kind most like a held one, itself left out."""
        with self._lock.reading():
            kind = next((k for k, pool in self._pools.items() if document_id in pool), None)
            if kind is None:
                raise UnknownDocument(document_id)
            document, _, vector = self._pools[kind].held(document_id)
        hits = self._searched(kind, document.passage_text(), vector, top + 1)
        return [hit for hit in hits if hit.id != document_id][: max(0, top)]

    def stored(self) -> Stored:
        """Everything held, for a snapshot. Writers wait until it is copied, readers only for a moment."""
        with self._writing:
            self._upkeep.compact(at_any_rate=True)
            return Stored(
                self._reader.names(),
                self._vocabulary.terms(),
                {kind: list(pool.ids) for kind, pool in self._pools.items()},
                {kind: pool.columns() for kind, pool in self._pools.items()},
                self.trained.described_by,
            )

    def restore(self, stored: Stored) -> None:
        """Hold what another matcher of the same encoder and rules had stored; this one is empty."""
        with self._writing, self._lock.writing():
            self._vocabulary.extend(stored.terms)
            self._reader.extend(stored.names)
            for kind, pool in self._pools.items():
                pool.restore(stored.ids[kind], stored.columns[kind])
        with self._writing:
            self._upkeep.after_writing()

    def settle(self) -> None:
        """Wait until the indexes have been kept up after what was written."""
        self._upkeep.settle()

    @property
    def size_in_bytes(self) -> int:
        """Memory of everything held."""
        return sum(pool.size_in_bytes for pool in self._pools.values())

    def _searched(self, kind: Kind, text: str, vector: Vectors, top: int) -> list[Hit]:
        pool = self._pools[kind]
        near = pool.vectors.search(vector[None], max(DEPTH, top)).rows[0]
        with self._lock.reading():
            return search_pool(pool, text, vector, near, top, self._scorer)

    def _document(self, key: str, kind: Kind) -> Document:
        if key not in self._pools[kind]:
            raise UnknownDocument(key, kind)
        return self._pools[kind].document(key)

    def _pairs(self, demand_ids: Sequence[str], supply_id: str) -> Iterator[Suggestion]:
        """Each demand's pair with the supply; what was withdrawn meanwhile is passed over."""
        for key in demand_ids:
            try:
                (asked,) = self._asking.asked([key])
                with self._lock.reading():
                    pair = self._shortlister.pair(asked, self._pools["supply"].row(supply_id))
                    suggestion = self._shortlister.suggestion(pair, 0)
            except UnknownDocument:
                continue
            yield suggestion

    def _replace(self, documents: Sequence[Document], vectors: Vectors) -> None:
        """Make all ready, then show it: readers wait for the showing alone."""
        ids = [document.id for document in documents]
        ready = []
        for kind, pool in self._pools.items():
            mine = [row for row, document in enumerate(documents) if document.kind == kind]
            # An id that comes back as the other kind must leave its old pool.
            others = set(ids) - {ids[row] for row in mine}
            placed = self.reference.place(vectors[mine], kind)
            ready.append((pool, pool.replacing([documents[row] for row in mine], placed, others)))
        with self._lock.writing():
            for pool, replacement in ready:
                pool.replace(replacement)
