"""The real JobQueue: a job is a row written in the caller's own transaction."""

from __future__ import annotations

from collections.abc import Sequence

from procrastinate import App, PsycopgConnector
from procrastinate.jobs import JobDeferrer
from sqlalchemy.orm import Session

from marketplace.models import MatchRun

REFRESH_MATCHES = "refresh_matches"
PREPARE_ASSIGNMENT = "prepare_assignment"
READ_IMPORT = "read_import"
APPLY_IMPORT = "apply_import"
MEASURE_QUALITY = "measure_quality"
# Two refreshes at once would rank against each other's half-written state.
MATCHING_LOCK = "matching"
MATCHING_QUEUE, IMPORTS_QUEUE, LEARNING_QUEUE = "matching", "imports", "learning"
QUALITY_QUEUE = "quality"
MAIL_QUEUE = "mail"
CHASING_QUEUE = "chasing"


class PostgresJobQueue:
    """Writes jobs over the caller's connection. The worker runs the tasks of these names (jobs.tasks)."""

    def __init__(self) -> None:
        """Needs no connection of its own."""
        self._app = App(connector=PsycopgConnector())

    def _job(self, session: Session, name: str, queue: str, lock: str | None = None) -> JobDeferrer:
        connection = session.connection().connection.driver_connection
        return self._app.configure_task(name, connection=connection, queue=queue, lock=lock)

    def refresh_matches(self, session: Session, listing_ids: Sequence[int], reason: str) -> int:
        """Enqueue embedding and matching of these listings (empty: all). Returns the MatchRun's id."""
        run = MatchRun(reason=reason)
        session.add(run)
        session.flush()  # the job carries the run's id
        job = self._job(session, REFRESH_MATCHES, MATCHING_QUEUE, MATCHING_LOCK)
        job.defer(run_id=run.id, listing_ids=list(listing_ids))
        return run.id

    def prepare_assignment(self, session: Session, assignment_id: int) -> None:
        """Enqueue the working out of a global assignment."""
        job = self._job(session, PREPARE_ASSIGNMENT, MATCHING_QUEUE, MATCHING_LOCK)
        job.defer(assignment_id=assignment_id)

    def read_import(self, session: Session, batch_id: int) -> None:
        """Enqueue the reading of an uploaded file."""
        self._job(session, READ_IMPORT, IMPORTS_QUEUE, f"import-{batch_id}").defer(batch_id=batch_id)

    def apply_import(self, session: Session, batch_id: int) -> None:
        """Enqueue the application of a previewed import."""
        self._job(session, APPLY_IMPORT, IMPORTS_QUEUE, f"import-{batch_id}").defer(batch_id=batch_id)

    def measure_quality(self, session: Session, report_id: int) -> None:
        """Enqueue an evaluation; one at a time, for each loads a model of its own."""
        self._job(session, MEASURE_QUALITY, QUALITY_QUEUE, "quality").defer(report_id=report_id)
