"""The worker does what is enqueued, tries again what may come back, and finds what a dead worker left."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from marketplace.database import transaction
from marketplace.errors import EngineUnavailable, NotFound
from marketplace.jobs.queue import MATCHING_QUEUE
from marketplace.jobs.retry import LONGEST_WAIT_S, BackOff
from marketplace.jobs.tasks import build_app
from marketplace.jobs.worker import run_worker
from marketplace.models import MatchRun
from tests.doubles import FakeEngine
from tests.jobs.conftest import Workplace


def states(workplace: Workplace, task: str = "refresh_matches") -> list[tuple[str, str, int]]:
    with workplace.sessions() as session:
        rows = session.execute(
            text(
                "SELECT task_name, status::text, attempts FROM procrastinate_jobs"
                " WHERE task_name = :task ORDER BY id"
            ),
            {"task": task},
        )
        return [(name, status, attempts) for name, status, attempts in rows]


def work(workplace: Workplace) -> None:
    run_worker(workplace.url, workplace, top=5, only=MATCHING_QUEUE)


def test_it_does_what_was_enqueued(workplace: Workplace, listings: dict[str, int]) -> None:
    with transaction(workplace.sessions) as session:
        run_id = workplace.jobs.refresh_matches(session, (), "test")

    work(workplace)

    assert states(workplace) == []  # what succeeded is not kept
    with workplace.sessions() as session:
        assert session.get_one(MatchRun, run_id).stage == "done"


def test_without_an_engine_the_job_waits_for_it(workplace: Workplace) -> None:
    down = FakeEngine()
    down.down = True
    workplace.engine = down
    with transaction(workplace.sessions) as session:
        run_id = workplace.jobs.refresh_matches(session, (), "test")

    work(workplace)

    assert states(workplace) == [("refresh_matches", "todo", 1)]
    with workplace.sessions() as session:
        assert session.get_one(MatchRun, run_id).stage == "waiting"


def leave_undone(session: Session) -> None:
    """Leave every job of the queue as a worker does that was killed a minute ago."""
    session.execute(
        text(
            "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '1 minute') RETURNING id)"
            " UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM dead)"
        )
    )


def defer(workplace: Workplace, *tasks: str) -> None:
    """Enqueue periodic tasks, as their time does."""

    async def enqueue(app: App) -> None:
        for task in tasks:
            await app.tasks[task].defer_async(timestamp=0)

    asyncio.run(with_app(workplace, enqueue))


def retry_stalled(workplace: Workplace) -> None:
    """The watch for killed workers, once."""

    async def watch(app: App) -> None:
        await app.tasks["retry_stalled"].defer_async(timestamp=0)
        await app.run_worker_async(queues=["upkeep"], wait=False, install_signal_handlers=False)

    asyncio.run(with_app(workplace, watch))


async def with_app(workplace: Workplace, do: Callable[[App], Awaitable[None]]) -> None:
    url = make_url(workplace.url).set(drivername="postgresql")
    app = build_app(PsycopgConnector(conninfo=url.render_as_string(hide_password=False)))
    async with app.open_async():
        await do(app)


def test_what_a_killed_worker_was_doing_is_done_again(workplace: Workplace, listings: dict[str, int]) -> None:
    with transaction(workplace.sessions) as session:
        run_id = workplace.jobs.refresh_matches(session, (), "test")
        leave_undone(session)

    retry_stalled(workplace)

    assert ("refresh_matches", "todo", 1) in states(workplace)
    work(workplace)

    with workplace.sessions() as session:
        assert session.get_one(MatchRun, run_id).stage == "done"


def test_a_broken_off_round_gives_way_to_the_next_one_in_the_queue(
    workplace: Workplace, listings: dict[str, int]
) -> None:
    """Killed while it sent mail: the next round waits behind it, and other jobs are to be done again too."""
    defer(workplace, "send_mail")
    with transaction(workplace.sessions) as session:
        workplace.jobs.refresh_matches(session, (), "test")
        leave_undone(session)
    defer(workplace, "send_mail")

    retry_stalled(workplace)

    assert states(workplace) == [("refresh_matches", "todo", 1)]
    assert states(workplace, "send_mail") == [("send_mail", "todo", 0)]


def test_the_watch_for_killed_workers_is_kept_every_quarter_of_a_minute() -> None:
    registry = build_app(PsycopgConnector()).periodic_registry
    watch = next(t for (name, _), t in registry.periodic_tasks.items() if name == "retry_stalled")
    times = watch.croniter.all_next(float, start_time=0.0)
    assert list(islice(times, 4)) == [15.0, 30.0, 45.0, 60.0]


def job(attempts: int) -> Job:
    return Job(queue="q", lock=None, queueing_lock=None, task_name="t", attempts=attempts)


def wait_of(error: BaseException, attempts: int) -> timedelta | None:
    decision = BackOff().get_retry_decision(exception=error, job=job(attempts))
    if decision is None:
        return None
    return (decision.retry_at - datetime.now(UTC)) if decision.retry_at else timedelta(0)


@pytest.mark.parametrize("error", [EngineUnavailable("down"), OperationalError("", None, Exception())])
def test_what_is_down_is_waited_for_ever_longer(error: Exception) -> None:
    waits = [wait_of(error, attempts) for attempts in (0, 1, 5, 500)]
    assert all(wait is not None for wait in waits)
    assert [round(wait.total_seconds()) for wait in waits if wait] == [2, 4, 64, LONGEST_WAIT_S]


def test_a_bug_gets_a_few_tries_and_a_refusal_none() -> None:
    assert wait_of(LookupError(), 0) is not None
    assert wait_of(LookupError(), 4) is None
    assert wait_of(NotFound("There is no such matching run."), 0) is None
    assert wait_of(JobAborted(), 9) == timedelta(0)
