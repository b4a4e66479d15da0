"""The matcher kept level with the database, answering the questions of the MatchingEngine port in process."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Literal, cast

from sqlalchemy.orm import Session, sessionmaker

from marketplace.engine.kinds import KindKeeper
from marketplace.engine.level import Level, Progress
from marketplace.engine.reranker import rerank_in_time, reranker_health, reranker_settings_shown
from marketplace.engine.stored import NOTHING_HELD, Held, Start
from marketplace.engine.weights import ActiveWeights
from marketplace.errors import NotFound
from marketplace.services.ports import Hit, RankedDemand, RankedPair
from matching.documents import as_kind
from matching.encoders.base import Encoder
from matching.errors import UnknownDocument
from matching.knowledge.kinds import read_kind
from matching.matcher import Matcher, MatcherSettings
from matching.matcher_settings import Stored as StoredMatcher
from matching.requirements.explain import explain_pair
from matching.requirements.reader import PointReader
from matching.reranking.reordering import Reordering
from matching.results import Hit as MatcherHit
from matching.results import PointAnswer, Ranking, Reason, Suggestion
from matching.scoring import Part

# Up to so many demands every one is ranked to see where a supply stands; beyond, only those near the supply.
ALL_DEMANDS = 300
NEAR_DEMANDS = 100

# How often listings were written, and which of the site's own kinds are known.
State = tuple[int, Mapping[str, str]]


class LocalEngine:
    """A MatchingEngine over a matcher of its own. Safe between threads."""

    def __init__(
        self,
        encoder: Encoder,
        sessions: sessionmaker[Session],
        model: str | None = None,
        settings: MatcherSettings | None = None,
        start: Start | None = None,
        reordering: Reordering | None = None,
    ) -> None:
        """`model` names the vectors in the database; by default it is the encoder's name.

        `start` is what an earlier engine of this encoder and model left. `reordering` has the first
        suggestions of each ranking looked at again; None leaves them as they are.
        """
        self.encoder = encoder
        self.reordering = reordering
        self.reader = PointReader(encoder)
        self.matcher = start.matcher if start else Matcher(encoder, settings)
        held = start.held if start else NOTHING_HELD
        shipped = start.shipped if start else self.matcher.trained.memory
        self.level = Level(self.matcher, sessions, model or encoder.name, held.fingerprints, held.changed)
        self.weights = ActiveWeights(self.matcher, sessions, self.level.model)
        self.kinds = KindKeeper(self.matcher, sessions, shipped, held.own)
        # The state that a snapshot has, as far as this engine knows.
        self.stored_state = self.state if start else None

    @property
    def state(self) -> State:
        """Another one whenever a snapshot would be another."""
        return self.level.revision, self.kinds.digests

    def stored(self) -> tuple[State, StoredMatcher, Held]:
        """What the next engine may start from, all of one moment; only writers wait."""
        with self.kinds.still() as (own, is_written), self.level.still() as (fingerprints, changed):
            held = Held(self.level.model, fingerprints, changed if is_written else set(fingerprints), own)
            return self.state, self.matcher.stored(), held

    def health(self) -> Mapping[str, Any]:
        """See MatchingEngine."""
        return {
            "model": self.level.model,
            "dimension": self.encoder.dimension,
            "data_version": self.level.data_version,
            "documents": len(self.matcher),
            "matcher_version": self.weights.version_id,
            "reranker": reranker_health(self.reordering),
            "settings": {
                "reranker": reranker_settings_shown(self.reordering),
                "fusion": {
                    name: list(value) if isinstance(value, tuple) else value
                    for name, value in asdict(self.matcher.trained.fusion).items()
                },
                "lexical": asdict(self.matcher.settings.lexical),
            },
        }

    def encode(self, texts: Sequence[str], role: str) -> list[list[float]]:
        """Normalised vectors of `texts`; role is "query" or "passage"."""
        call = self.encoder.encode_queries if role == "query" else self.encoder.encode_passages
        return cast(list[list[float]], call(list(texts)).tolist())

    def refresh(self, progress: Progress | None = None) -> str:
        """Compare everything held with the database and mend the difference; returns the data version."""
        self.weights.load()
        version = self.level.refresh(progress)
        self.reader.prepare()
        with self.level.changes() as changed:
            self.kinds.level(changed)
        return version

    def follow(self, listing_ids: Collection[int]) -> str:
        """Level these listings only; returns the data version."""
        version = self.level.follow(listing_ids)
        with self.level.changes() as changed:
            self.kinds.describe(changed)
        return version

    def follow_kinds(self) -> None:
        """Know the kinds of problem that staff keep, and nothing that they retired."""
        with self.level.changes() as changed:
            self.kinds.level(changed)

    def preview_kind(self, kind: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a kind of problem changes; see MatchingEngine. KeyError or TypeError for what is no kind."""
        return self.kinds.preview(read_kind(kind))

    def rank(self, demand_ids: Sequence[int], top: int) -> list[RankedDemand]:
        """The best supplies for each demand that is held; the others are left out."""
        answers = []
        ranked = self._ranked([str(demand_id) for demand_id in demand_ids], self._depth(top))
        for demand_id, ranking in rerank_in_time(self.reordering, self.matcher, ranked):
            pairs = tuple(_pair(suggestion) for suggestion in ranking.suggestions[:top])
            answers.append(
                RankedDemand(int(demand_id), ranking.served, ranking.pool_size, pairs, ranking.reranked)
            )
        return answers

    def affected_demands(self, supply_ids: Sequence[int], top: int) -> list[int]:
        """The demands that may have any of these supplies among their first `top`, in order of id.

        A reranker is not asked: whatever it looks at may come among the first.
        """
        supplies = {str(supply_id) for supply_id in supply_ids}.intersection(self.matcher.ids("supply"))
        if not supplies:
            return []
        demands = self.matcher.ids("demand")
        if len(demands) > ALL_DEMANDS:
            near = (self.matcher.rank_demands(supply, NEAR_DEMANDS) for supply in sorted(supplies))
            demands = list({pair.demand_id for pairs in near for pair in pairs})
        found = [
            demand
            for demand, ranking in self._ranked(demands, self._depth(top))
            if any(suggestion.supply_id in supplies for suggestion in ranking.suggestions)
        ]
        return sorted(int(demand) for demand in found)

    def _depth(self, top: int) -> int:
        """How far down a list is ranked for its first `top` to be known."""
        return max(top, self.reordering.depth) if self.reordering else top

    def _ranked(self, demands: Sequence[str], top: int) -> list[tuple[str, Ranking]]:
        """The rankings of the demands that are held, all searched together."""
        while True:
            held = set(self.matcher.ids("demand"))
            known = [demand for demand in demands if demand in held]
            try:
                return list(zip(known, self.matcher.rank_many(known, top), strict=True))
            except UnknownDocument:  # withdrawn since the ids were read
                continue

    def explain(self, demand_id: int, supply_id: int, *, patient: bool = False) -> Mapping[str, Any]:
        """Rank, score, parts, shared terms, reasons, why-not and answered points of any pair, in process and
        so without waiting. Raises NotFound.
        """
        try:
            found = explain_pair(
                self.matcher, self.reader, str(demand_id), str(supply_id), today=datetime.now(UTC).date()
            )
            if self.reordering:
                found = self.reordering.explained(self.matcher, found)
        except UnknownDocument as error:
            raise NotFound("The matching engine does not know this listing yet.") from error
        return {
            "demand_id": demand_id,
            "supply_id": supply_id,
            "rank": found.rank,
            "pool_size": found.pool_size,
            "score": found.score,
            "parts": [_part(part) for part in found.parts],
            "shared_terms": list(found.shared_terms),
            "reasons": [_reason(reason) for reason in found.reasons],
            "why_not": [_reason(reason) for reason in found.why_not],
            "points": [_point(answer) for answer in found.points],
        }

    def search(self, text: str, limit: int, kind: str | None = None) -> list[Hit]:
        """Published listings by meaning and words, best first."""
        side: Literal["demand", "supply"] | None = as_kind(kind) if kind is not None else None
        return [_hit(hit) for hit in self.matcher.search(text, limit, side)]

    def similar(self, listing_id: int, limit: int) -> list[Hit]:
        """Listings of the same kind that are about the same thing; none for one that is not held."""
        try:
            return [_hit(hit) for hit in self.matcher.similar(str(listing_id), limit)]
        except UnknownDocument:
            return []


def _pair(suggestion: Suggestion) -> RankedPair:
    return RankedPair(
        demand_id=int(suggestion.demand_id),
        supply_id=int(suggestion.supply_id),
        rank=suggestion.rank,
        score=suggestion.score,
        probability=suggestion.probability,
        parts=tuple(_part(part) for part in suggestion.parts),
        shared_terms=suggestion.shared_terms,
        reasons=tuple(_reason(reason) for reason in suggestion.reasons),
    )


def _part(part: Part) -> dict[str, Any]:
    return {"name": part.name, "value": part.value, "weight": part.weight}


def _reason(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "values": dict(reason.values)}


def _point(answer: PointAnswer) -> dict[str, Any]:
    """As it travels: lists for tuples."""
    return {**asdict(answer), "comparisons": [asdict(one) for one in answer.comparisons]}


def _hit(hit: MatcherHit) -> Hit:
    return Hit(int(hit.id), hit.score, hit.dense, hit.lexical)
