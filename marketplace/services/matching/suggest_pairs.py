"""Store what the engine suggests for some demands, and bring their pairs into line with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from marketplace.models import Listing, ListingState, ListingVersion, Match, MatchState, Serving, Suggestion
from marketplace.services.audit.record import record_event
from marketplace.services.blocks.standing import Apart, in_order, kept_apart
from marketplace.services.matching.drop_pairs import ENGINE, drop_untouched
from marketplace.services.ports import Clock, MatchingEngine, RankedDemand, RankedPair

# For a demand that nothing fits, staff still see the nearest few; ten of them would only fill the queue.
SHOWN_WHEN_UNSERVED = 3


@dataclass(frozen=True)
class Text:
    """What of a published listing a suggestion is pinned to."""

    content_hash: str
    organization_id: int


def suggest_pairs(
    session: Session,
    run_id: int,
    demand_ids: Sequence[int],
    *,
    engine: MatchingEngine,
    top: int,
    clock: Clock,
) -> int:
    """Rank these demands and store the result as suggestions of the run; how many new pairs came of it.

    New pairs are suggested, known ones point at their new suggestion whatever their state, and untouched
    ones that fell out of the list are dropped. Raises EngineUnavailable.
    """
    ranked = engine.rank(demand_ids, top)
    texts = read_texts(session, ranked)
    apart = read_apart(session, texts)
    kept = [(demand, fitting_pairs(demand, texts, apart)) for demand in ranked if demand.demand_id in texts]
    session.add_all(make_suggestion(run_id, pair, texts) for _, pairs in kept for pair in pairs)
    session.flush()  # the statements below read the suggestions
    _record_servings(session, run_id, [(demand, pairs) for demand, pairs in kept])
    ids = [demand.demand_id for demand, _ in kept]
    session.execute(
        update(Match)
        .where(
            Suggestion.run_id == run_id,
            Suggestion.demand_id == Match.demand_id,
            Suggestion.supply_id == Match.supply_id,
            Match.demand_id.in_(ids),
        )
        # Neither the version nor the date moves: a reviewer's open page must not be refused for a new score.
        .values(suggestion_id=Suggestion.id, updated_at=Match.updated_at)
        .execution_options(synchronize_session=False)
    )
    new = _add_pairs(session, run_id, ids, clock)
    fell_out = ~(
        select(Suggestion.id)
        .where(Suggestion.id == Match.suggestion_id, Suggestion.run_id == run_id)
        .exists()
    )
    # What an assignment placed stays until it is undone or another takes its place.
    fell_out &= Match.assignment_id.is_(None)
    drop_untouched(session, Match.demand_id.in_(ids) & fell_out, "fell_out")
    return new


def read_texts(session: Session, ranked: Sequence[RankedDemand]) -> dict[int, Text]:
    """The published texts of all listings the ranking speaks of."""
    ids = {demand.demand_id for demand in ranked}
    ids |= {pair.supply_id for demand in ranked for pair in demand.suggestions}
    query = (
        select(Listing.id, ListingVersion.content_hash, Listing.organization_id)
        .join(ListingVersion, ListingVersion.id == Listing.published_version_id)
        .where(Listing.id.in_(ids), Listing.state == ListingState.PUBLISHED)
    )
    return {key: Text(content_hash, owner) for key, content_hash, owner in session.execute(query)}


def read_apart(session: Session, texts: dict[int, Text]) -> Apart:
    """The organizations among these that staff keep apart."""
    return kept_apart(session, {text.organization_id for text in texts.values()})


def fitting_pairs(demand: RankedDemand, texts: dict[int, Text], apart: Apart) -> list[RankedPair]:
    """The pairs to store: both sides still public, of two organizations that nobody keeps apart, and a few
    only when nothing fits."""
    owner = texts[demand.demand_id].organization_id

    def fits(pair: RankedPair) -> bool:
        supplier = texts[pair.supply_id].organization_id if pair.supply_id in texts else owner
        return supplier != owner and in_order(owner, supplier) not in apart

    pairs = [pair for pair in demand.suggestions if fits(pair)]
    return pairs if demand.served else pairs[:SHOWN_WHEN_UNSERVED]


def make_suggestion(run_id: int, pair: RankedPair, texts: dict[int, Text]) -> Suggestion:
    """The pair as a row of the run, pinned to both texts."""
    return Suggestion(
        run_id=run_id,
        demand_id=pair.demand_id,
        supply_id=pair.supply_id,
        demand_hash=texts[pair.demand_id].content_hash,
        supply_hash=texts[pair.supply_id].content_hash,
        rank=pair.rank,
        score=pair.score,
        probability=pair.probability,
        parts=[dict(part) for part in pair.parts],
        shared_terms=list(pair.shared_terms),
        reasons=[dict(reason) for reason in pair.reasons],
    )


def _record_servings(
    session: Session, run_id: int, kept: Sequence[tuple[RankedDemand, Sequence[RankedPair]]]
) -> None:
    rows = [
        {
            "demand_id": demand.demand_id,
            "run_id": run_id,
            "served": demand.served and bool(pairs),
            "best_score": pairs[0].score if pairs else None,
            "pool_size": demand.pool_size,
        }
        for demand, pairs in kept
    ]
    if rows:
        statement = insert(Serving).values(rows)
        new = {name: statement.excluded[name] for name in ("run_id", "served", "best_score", "pool_size")}
        session.execute(
            statement.on_conflict_do_update(
                index_elements=[Serving.demand_id], set_={**new, "created_at": func.now()}
            )
        )


def _add_pairs(session: Session, run_id: int, demand_ids: Sequence[int], clock: Clock) -> int:
    query = (
        select(Suggestion)
        .outerjoin(
            Match, (Match.demand_id == Suggestion.demand_id) & (Match.supply_id == Suggestion.supply_id)
        )
        .where(Suggestion.run_id == run_id, Suggestion.demand_id.in_(demand_ids), Match.id.is_(None))
        .order_by(Suggestion.demand_id, Suggestion.rank)
    )
    new = [
        Match(
            demand_id=suggestion.demand_id,
            supply_id=suggestion.supply_id,
            state=MatchState.SUGGESTED,
            origin=ENGINE,
            suggestion_id=suggestion.id,
            waiting_since=clock.now(),
            suggested_at=clock.now(),
        )
        for suggestion in session.scalars(query)
    ]
    session.add_all(new)
    session.flush()  # the events point at the pairs' ids
    for match in new:
        record_event(session, None, "match.suggest", match, to_state=match.state.value, run_id=run_id)
    return len(new)
