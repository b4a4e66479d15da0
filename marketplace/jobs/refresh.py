"""The refresh of matches, a transaction a batch: killed at any moment, it goes on from the last one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from procrastinate.exceptions import JobAborted
from sqlalchemy.exc import OperationalError

from marketplace.database import transaction
from marketplace.errors import EngineUnavailable
from marketplace.jobs.outside import Outside
from marketplace.services.matching.choose_demands import choose_demands
from marketplace.services.matching.drop_pairs import drop_unpublished
from marketplace.services.matching.embed import embed_batch
from marketplace.services.matching.reopen_pairs import reopen_changed, reopen_expired
from marketplace.services.matching.run import (
    EMBEDDING,
    RANKING,
    advance_run,
    begin_ranking,
    begin_run,
    fail_run,
    finish_run,
)
from marketplace.services.matching.suggest_pairs import suggest_pairs

Report = Callable[[str, int, int], None]

DEMANDS_AT_ONCE = 20


def nobody(stage: str, done: int, total: int) -> None:
    """For runs that nobody watches."""


def refresh_matches(
    outside: Outside, run_id: int, listing_ids: Sequence[int], *, top: int, report: Report = nobody
) -> None:
    """Embed what has no vector, level the engine, and rank what these listings (empty: all) concern.

    `report` is told the stage ("embedding", "ranking") and how much of it is done, and may raise JobAborted.
    A failure is written into the run before it is raised; when the engine or the database was merely away,
    the run waits for a retry.
    """
    try:
        _embed(outside, run_id, top, report)
        _rank(outside, run_id, listing_ids, top, report)
    except Exception as error:
        with transaction(outside.sessions) as session:
            again = isinstance(error, EngineUnavailable | OperationalError | JobAborted)
            fail_run(session, run_id, str(error), clock=outside.clock, again=again)
        raise


def _embed(outside: Outside, run_id: int, top: int, report: Report) -> None:
    with transaction(outside.sessions) as session:
        run = begin_run(session, run_id, engine=outside.engine, clock=outside.clock, top=top)
        model, total = run.model, run.total
    done = 0
    report(EMBEDDING, done, total)
    while True:
        with transaction(outside.sessions) as session:
            encoded = embed_batch(session, engine=outside.engine, model=model)
            advance_run(session, run_id, encoded)
        if not encoded:
            return
        done += encoded
        report(EMBEDDING, done, max(done, total))


def _rank(outside: Outside, run_id: int, listing_ids: Sequence[int], top: int, report: Report) -> None:
    version = outside.engine.refresh()
    matcher_version = outside.engine.health().get("matcher_version")
    with transaction(outside.sessions) as session:
        drop_unpublished(session)
        reopen_changed(session, listing_ids, clock=outside.clock)
        reopen_expired(session, clock=outside.clock)
        demands = choose_demands(session, run_id, listing_ids, engine=outside.engine, top=top)
        begin_ranking(session, run_id, version, len(demands), matcher_version)
    report(RANKING, 0, len(demands))
    for start in range(0, len(demands), DEMANDS_AT_ONCE):
        some = demands[start : start + DEMANDS_AT_ONCE]
        with transaction(outside.sessions) as session:
            suggest_pairs(session, run_id, some, engine=outside.engine, top=top, clock=outside.clock)
            advance_run(session, run_id, len(some))
        report(RANKING, start + len(some), len(demands))
    with transaction(outside.sessions) as session:
        finish_run(session, run_id, clock=outside.clock)
