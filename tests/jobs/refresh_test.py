"""The refresh as a whole, and after it was broken off."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from procrastinate.exceptions import JobAborted
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from marketplace.database import transaction
from marketplace.engine.core import LocalEngine
from marketplace.errors import EngineUnavailable
from marketplace.jobs import refresh
from marketplace.jobs.refresh import refresh_matches
from marketplace.models import Embedding, Listing, ListingState, Match, MatchRun, Suggestion
from marketplace.services.ports import RankedDemand
from matching.encoders.hashing import HashingEncoder
from tests.jobs.conftest import Workplace


def begin(workplace: Workplace) -> int:
    with transaction(workplace.sessions) as session:
        run = MatchRun(reason="test")
        session.add(run)
        session.flush()
        return run.id


def best_pairs(workplace: Workplace) -> set[tuple[int, int]]:
    with workplace.sessions() as session:
        query = select(Match.demand_id, Match.supply_id).join(Match.suggestion).where(Suggestion.rank == 1)
        return {(demand, supply) for demand, supply in session.execute(query)}


def test_it_embeds_ranks_and_reports(workplace: Workplace, listings: dict[str, int]) -> None:
    seen: list[tuple[str, int, int]] = []
    run_id = begin(workplace)

    refresh_matches(workplace, run_id, [], top=5, report=lambda *now: seen.append(now))

    assert best_pairs(workplace) == {
        (listings["water"], listings["leak"]),
        (listings["school"], listings["essay"]),
    }
    assert seen == [("embedding", 0, 4), ("embedding", 4, 4), ("ranking", 0, 2), ("ranking", 2, 2)]
    with workplace.sessions() as session:
        run = session.get_one(MatchRun, run_id)
        assert (run.stage, run.done, run.total, run.error) == ("done", 2, 2, None)
        assert run.model == "hashing-256"
        assert run.data_version == workplace.engine.health()["data_version"]
        assert run.settings["suggestions_per_demand"] == 5
        assert run.finished_at is not None
        assert session.scalar(select(func.count()).select_from(Embedding)) == 4


def test_doing_it_again_changes_nothing(workplace: Workplace, listings: dict[str, int]) -> None:
    first, again = begin(workplace), begin(workplace)
    refresh_matches(workplace, first, [], top=5)
    pairs = best_pairs(workplace)
    refresh_matches(workplace, again, [], top=5)
    refresh_matches(workplace, again, [], top=5)  # the very same job, delivered twice

    assert best_pairs(workplace) == pairs
    with workplace.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Suggestion)) == 8


class DyingEngine(LocalEngine):
    """Answers `lives` rankings and is gone."""

    lives = 1

    def rank(self, demand_ids: Sequence[int], top: int) -> list[RankedDemand]:
        if not self.lives:
            raise EngineUnavailable("The matching engine is not answering.")
        self.lives -= 1
        return super().rank(demand_ids, top)


def test_a_run_broken_off_keeps_what_it_did_and_goes_on_from_there(
    workplace: Workplace, listings: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh, "DEMANDS_AT_ONCE", 1)
    run_id = begin(workplace)
    healthy = workplace.engine
    workplace.engine = DyingEngine(HashingEncoder(), workplace.sessions)

    with pytest.raises(EngineUnavailable):
        refresh_matches(workplace, run_id, [], top=5)
    with workplace.sessions() as session:
        run = session.get_one(MatchRun, run_id)
        assert (run.stage, run.done) == ("waiting", 1)
        assert run.error == "The matching engine is not answering."
    assert len(best_pairs(workplace)) == 1

    workplace.engine = healthy
    ranked: list[tuple[str, int, int]] = []
    refresh_matches(workplace, run_id, [], top=5, report=lambda *now: ranked.append(now))
    assert ("ranking", 0, 1) in ranked  # only the one that was left
    assert len(best_pairs(workplace)) == 2


def test_a_database_that_went_away_leaves_the_run_waiting(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, Exception("server closed the connection"))

    monkeypatch.setattr(refresh, "choose_demands", cut_off)
    run_id = begin(workplace)
    with pytest.raises(OperationalError):
        refresh_matches(workplace, run_id, [], top=5)
    with workplace.sessions() as session:
        run = session.get_one(MatchRun, run_id)
        assert (run.stage, run.finished_at) == ("waiting", None)


def test_a_bug_fails_the_run_in_writing(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise LookupError("no such thing")

    monkeypatch.setattr(refresh, "choose_demands", broken)
    run_id = begin(workplace)

    with pytest.raises(LookupError):
        refresh_matches(workplace, run_id, [], top=5)

    with workplace.sessions() as session:
        run = session.get_one(MatchRun, run_id)
        assert (run.stage, run.error) == ("failed", "no such thing")


def test_a_worker_told_to_stop_leaves_the_run_waiting(workplace: Workplace, listings: dict[str, int]) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if stage == "ranking":
            raise JobAborted

    run_id = begin(workplace)
    with pytest.raises(JobAborted):
        refresh_matches(workplace, run_id, [], top=5, report=stop)
    with workplace.sessions() as session:
        assert session.get_one(MatchRun, run_id).stage == "waiting"


def test_a_withdrawn_supply_leaves_the_queue(workplace: Workplace, listings: dict[str, int]) -> None:
    refresh_matches(workplace, begin(workplace), [], top=5)
    with transaction(workplace.sessions) as session:
        session.get_one(Listing, listings["leak"]).state = ListingState.WITHDRAWN

    refresh_matches(workplace, begin(workplace), [listings["leak"]], top=5)

    with workplace.sessions() as session:
        assert set(session.scalars(select(Match.supply_id))) == {listings["essay"]}
