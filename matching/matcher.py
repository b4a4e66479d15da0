"""The matcher: put documents in, get ranked and explained pairs out; safe to read while it is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from matching.candidates import Evidence, Query, examine, gather
from matching.documents import KINDS, Document, Kind
from matching.encoders.base import Encoder, Vectors
from matching.errors import UnknownDocument
from matching.explanation import PairRules, reasons_for, shared_terms, why_not
from matching.lexical import LexicalSettings
from matching.pool import IndexFactory, Pool, listing_fields
from matching.read_write_lock import ReadWriteLock
from matching.reference import Reference, measure_reference
from matching.results import Explanation, Hit, Ranking, Suggestion
from matching.scoring import Part, ScoringSettings, parts_of, total
from matching.text_search import search_pools
from matching.vector_index import VectorIndex


def faiss_index(dimension: int) -> VectorIndex:
    """The index of the site; FAISS is loaded when the first matcher is made."""
    from matching.faiss_index import FaissIndex

    return FaissIndex(dimension)


@dataclass(frozen=True)
class MatcherSettings:
    """Rules and weights. Each index proposes `depth` candidates, which are then scored together."""

    lexical: LexicalSettings = field(default_factory=LexicalSettings)
    scoring: ScoringSettings = field(default_factory=ScoringSettings)
    index_factory: IndexFactory = faiss_index
    depth: int = 200
    reverse_depth: int = 50
    skip_own_organization: bool = True
    shortlist: int = 10


Scored = tuple[Evidence, tuple[Part, ...]]


class Matcher:
    """Holds both sides. Readers share a lock; `put` encodes before it locks: ranking never waits for it."""

    def __init__(
        self, encoder: Encoder, settings: MatcherSettings | None = None, reference: Reference | None = None
    ) -> None:
        """An empty matcher. `reference` saves measuring the encoder anew when one is known."""
        self.encoder = encoder
        self.settings = settings or MatcherSettings()
        self.reference = reference or measure_reference(encoder)
        self._pools: dict[Kind, Pool] = {
            kind: Pool(encoder.dimension, self.settings.lexical, self.settings.index_factory)
            for kind in KINDS
        }
        self._lock = ReadWriteLock()

    def __len__(self) -> int:
        """How many documents are held."""
        return sum(len(pool.documents) for pool in self._pools.values())

    def put(self, documents: Sequence[Document], vectors: NDArray[np.float32] | None = None) -> None:
        """Add or replace by id, all at once. `vectors`, shape (n, dimension), are those of `encode`.

        Raises ValueError when they have another shape or hold a value that is not finite; nothing is
        changed then.
        """
        rows = self.encode(documents) if vectors is None else np.asarray(vectors, dtype=np.float32)
        if rows.shape != (len(documents), self.encoder.dimension) or not np.isfinite(rows).all():
            raise ValueError(f"expected finite vectors of shape {(len(documents), self.encoder.dimension)}")
        latest = {document.id: row for row, document in enumerate(documents)}
        with self._lock.writing():
            for kind, pool in self._pools.items():
                mine = [row for row in latest.values() if documents[row].kind == kind]
                # An id that comes back as the other kind must leave its old pool.
                pool.remove(latest.keys() - {documents[row].id for row in mine})
                if mine:
                    pool.put([documents[row] for row in mine], self.reference.place(rows[mine], kind))

    def remove(self, ids: Iterable[str]) -> None:
        """Forget; unknown ids are passed over."""
        gone = list(ids)
        with self._lock.writing():
            for pool in self._pools.values():
                pool.remove(gone)

    def encode(self, documents: Sequence[Document]) -> Vectors:
        """The vectors that `put` takes: demands as queries, supplies as passages; shape (n, dimension)."""
        rows = np.zeros((len(documents), self.encoder.dimension), dtype=np.float32)
        calls = {"demand": self.encoder.encode_queries, "supply": self.encoder.encode_passages}
        for kind, call in calls.items():
            mine = [row for row, document in enumerate(documents) if document.kind == kind]
            if mine:
                rows[mine] = call([documents[row].encoder_text() for row in mine])
        return rows

    def documents(self, kind: Kind | None = None) -> list[Document]:
        """What is held, by id."""
        with self._lock.reading():
            found = [d for k in KINDS if kind in (None, k) for d in self._pools[k].documents.values()]
        return sorted(found, key=lambda document: document.id)

    def rank(self, demand: Document | str, top: int = 10, exclude: Collection[str] = ()) -> Ranking:
        """The best supplies for a demand, held or not; `exclude` names supplies not to be suggested."""
        fresh = None if isinstance(demand, str) else self._placed_query(demand.query_text())
        with self._lock.reading():
            asked, query = self._asked(demand, fresh)
            scored, pool_size = self._scored(asked, query, top, exclude)
            suggestions = tuple(
                self._suggestion(asked, query, place, pair)
                for place, pair in enumerate(scored[: max(0, top)], start=1)
            )
            served = bool(scored) and self._fits(asked, scored[0])
        return Ranking(suggestions, served, pool_size)

    def rank_demands(self, supply_id: str, top: int = 10, exclude: Collection[str] = ()) -> list[Suggestion]:
        """The demands a supply serves best; each pair has the very score that `rank` gives it."""
        with self._lock.reading():
            supply = self._document(supply_id, "supply")
            pool, vector = self._pools["demand"], self._pools["supply"].vectors.vectors([supply_id])[0]
            own = pool.owned_by(supply.organization) if self.settings.skip_own_organization else set()
            barred = own.union(exclude)
            depth = max(self.settings.reverse_depth, 2 * top) + len(barred)
            near = gather(pool, Query(vector, pool.lexical.query(listing_fields(supply))), depth)
            found = []
            for key in (evidence.id for evidence in near if evidence.id not in barred):
                demand, query = self._asked(key, None)
                found.append(self._suggestion(demand, query, 0, self._pair(demand, query, supply_id)))
        found.sort(key=lambda suggestion: (-suggestion.score, suggestion.demand_id))
        return [
            replace(suggestion, rank=place) for place, suggestion in enumerate(found[: max(0, top)], start=1)
        ]

    def explain(self, demand_id: str, supply_id: str, exclude: Collection[str] = ()) -> Explanation:
        """Why a pair is where it is, or why it is not suggested; UnknownDocument when one is not held."""
        with self._lock.reading():
            asked, query = self._asked(demand_id, None)
            supply, pool = self._document(supply_id, "supply"), self._pools["supply"]
            scored, pool_size = self._scored(
                asked, query, self.settings.shortlist, exclude, include=(supply_id,)
            )
            rank = next((at for at, pair in enumerate(scored, start=1) if pair[0].id == supply_id), None)
            evidence, parts = self._pair(asked, query, supply_id)
            rules = PairRules(
                self.settings.skip_own_organization,
                supply_id in exclude,
                self.settings.shortlist,
                self.settings.scoring.least_fitting(asked, supply),
            )
            return Explanation(
                asked.id,
                supply_id,
                rank,
                pool_size,
                total(parts),
                parts,
                shared_terms(pool, asked, query, supply_id),
                reasons_for(asked, supply, evidence, parts),
                why_not(asked, supply, rank, evidence, parts, rules),
            )

    def search(self, text: str, top: int = 10, kind: Kind | None = None) -> list[Hit]:
        """Documents of either or one kind for a visitor's words, by meaning and by the very words."""
        vector = self._placed_query(text)
        with self._lock.reading():
            pools = {k: pool for k, pool in self._pools.items() if kind in (None, k)}
            return search_pools(pools, text, vector, top, self.reference, self.settings.scoring)

    def similar(self, document_id: str, top: int = 10) -> list[Hit]:
        """Documents of the same kind most like a held one, itself left out."""
        with self._lock.reading():
            kind = next((k for k, pool in self._pools.items() if document_id in pool.documents), None)
            if kind is None:
                raise UnknownDocument(document_id)
            pool = self._pools[kind]
            vector, text = pool.vectors.vectors([document_id])[0], pool.documents[document_id].passage_text()
            hits = search_pools({kind: pool}, text, vector, top + 1, self.reference, self.settings.scoring)
        return [hit for hit in hits if hit.id != document_id][: max(0, top)]

    def _placed_query(self, text: str) -> Vectors:
        placed: Vectors = self.reference.place(self.encoder.encode_queries([text]), "demand")[0]
        return placed

    def _document(self, key: str, kind: Kind) -> Document:
        try:
            return self._pools[kind].documents[key]
        except KeyError:
            raise UnknownDocument(key, kind) from None

    def _asked(self, demand: Document | str, vector: Vectors | None) -> tuple[Document, Query]:
        if isinstance(demand, str):
            demand = self._document(demand, "demand")
        if vector is None:
            vector = self._pools["demand"].vectors.vectors([demand.id])[0]
        return demand, Query(vector, self._pools["supply"].lexical.query(listing_fields(demand)))

    def _scored(
        self,
        demand: Document,
        query: Query,
        top: int,
        exclude: Collection[str],
        include: Collection[str] = (),
    ) -> tuple[list[Scored], int]:
        """Candidates that no rule bars, best first, and how many supplies no rule bars."""
        pool, settings = self._pools["supply"], self.settings
        barred = {key for key in exclude if key in pool.documents}
        if settings.skip_own_organization:
            barred |= pool.owned_by(demand.organization)
        found = gather(pool, query, max(settings.depth, 4 * top) + len(barred), include)
        scored = [
            (evidence, self._parts(demand, evidence)) for evidence in found if evidence.id not in barred
        ]
        scored.sort(key=lambda pair: (-total(pair[1]), pair[0].id))
        return scored, len(pool.documents) - len(barred)

    def _pair(self, demand: Document, query: Query, supply_id: str) -> Scored:
        """Evidence and parts of one pair, whatever its rank."""
        evidence = examine(self._pools["supply"], query, supply_id)
        return evidence, self._parts(demand, evidence)

    def _parts(self, demand: Document, evidence: Evidence) -> tuple[Part, ...]:
        supply = self._pools["supply"].documents[evidence.id]
        units = self.reference.units(evidence.cosine)
        return parts_of(demand, supply, units, evidence.share, self.settings.scoring)

    def _fits(self, demand: Document, scored: Scored) -> bool:
        supply = self._pools["supply"].documents[scored[0].id]
        return total(scored[1]) >= self.settings.scoring.least_fitting(demand, supply)

    def _suggestion(self, demand: Document, query: Query, place: int, scored: Scored) -> Suggestion:
        evidence, parts = scored
        pool = self._pools["supply"]
        return Suggestion(
            demand.id,
            evidence.id,
            place,
            total(parts),
            None,
            parts,
            shared_terms(pool, demand, query, evidence.id),
            reasons_for(demand, pool.documents[evidence.id], evidence, parts),
        )
