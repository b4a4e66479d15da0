"""A run's own record: begun, advanced, finished or failed."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import MatchRun
from marketplace.services.matching.vectors import count_missing_vectors
from marketplace.services.ports import Clock, MatchingEngine

# Stages, in their order. A run that waits for the engine again goes back to the first.
WAITING, EMBEDDING, RANKING, DONE, FAILED = "waiting", "embedding", "ranking", "done", "failed"


def begin_run(session: Session, run_id: int, *, engine: MatchingEngine, clock: Clock, top: int) -> MatchRun:
    """Note the model and its settings and go to work. Raises NotFound and EngineUnavailable."""
    run = session.get(MatchRun, run_id)
    if run is None:
        raise NotFound("There is no such matching run.")
    health = engine.health()
    run.model = health["model"]
    run.settings = {**health["settings"], "suggestions_per_demand": top}
    run.started_at = run.started_at or clock.now()
    run.error = None
    run.stage, run.done, run.total = EMBEDDING, 0, count_missing_vectors(session, run.model)
    return run


def begin_ranking(
    session: Session, run_id: int, data_version: str, demands: int, matcher_version: int | None = None
) -> None:
    """The texts are embedded; so many demands are to be ranked over this data version.

    `matcher_version` is what was learned from verdicts and ranks them (None: the weights as shipped).
    """
    session.execute(
        update(MatchRun)
        .where(MatchRun.id == run_id)
        .values(
            stage=RANKING,
            data_version=data_version,
            matcher_version_id=matcher_version,
            done=0,
            total=demands,
        )
    )


def advance_run(session: Session, run_id: int, steps: int) -> None:
    """So many more texts or demands are done."""
    session.execute(update(MatchRun).where(MatchRun.id == run_id).values(done=MatchRun.done + steps))


def finish_run(session: Session, run_id: int, *, clock: Clock) -> None:
    """All is done."""
    session.execute(update(MatchRun).where(MatchRun.id == run_id).values(stage=DONE, finished_at=clock.now()))


def fail_run(session: Session, run_id: int, error: str, *, clock: Clock, again: bool) -> None:
    """The run broke off with `error`; with `again` it is waiting for another try."""
    values = {"stage": WAITING} if again else {"stage": FAILED, "finished_at": clock.now()}
    session.execute(update(MatchRun).where(MatchRun.id == run_id).values(error=error, **values))
