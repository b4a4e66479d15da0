"""A job exists exactly when the change that caused it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from marketplace.jobs.queue import PostgresJobQueue
from marketplace.models import MatchRun

JOBS = text("SELECT task_name, queue_name, lock, args FROM procrastinate_jobs ORDER BY id")


def enqueue_all(session: Session) -> None:
    queue = PostgresJobQueue()
    queue.refresh_matches(session, [7, 8], "publish")
    queue.read_import(session, 3)
    queue.apply_import(session, 3)
    queue.measure_quality(session, 4)


def test_jobs_are_written_in_the_callers_transaction(session: Session) -> None:
    enqueue_all(session)

    run = session.query(MatchRun).one()
    rows = [tuple(row) for row in session.execute(JOBS)]
    assert rows == [
        ("refresh_matches", "matching", "matching", {"run_id": run.id, "listing_ids": [7, 8]}),
        ("read_import", "imports", "import-3", {"batch_id": 3}),
        ("apply_import", "imports", "import-3", {"batch_id": 3}),
        ("measure_quality", "quality", "quality", {"report_id": 4}),
    ]


@pytest.mark.parametrize("enqueue", [enqueue_all])
def test_a_rolled_back_change_leaves_no_job(session: Session, enqueue: Callable[[Session], None]) -> None:
    with session.begin_nested() as change:
        enqueue(session)
        assert len(session.execute(JOBS).all()) == 4
        change.rollback()

    assert session.execute(JOBS).all() == []
    assert session.query(MatchRun).all() == []
