"""The tasks the worker knows, by the names the queue writes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import cast

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import JobAborted

from marketplace.database import transaction
from marketplace.errors import EngineUnavailable
from marketplace.jobs.assignments import work_out
from marketplace.jobs.imports import apply_file, read_file
from marketplace.jobs.learning import learn_from_verdicts
from marketplace.jobs.outside import Outside
from marketplace.jobs.quality import measure_quality
from marketplace.jobs.queue import (
    APPLY_IMPORT,
    IMPORTS_QUEUE,
    LEARNING_QUEUE,
    MATCHING_LOCK,
    MATCHING_QUEUE,
    MEASURE_QUALITY,
    PREPARE_ASSIGNMENT,
    QUALITY_QUEUE,
    READ_IMPORT,
    REFRESH_MATCHES,
)
from marketplace.jobs.refresh import refresh_matches
from marketplace.jobs.retry import BackOff
from marketplace.services.matching.reopen_pairs import reopen_expired

logger = logging.getLogger(__name__)

HEARTBEAT_S = 5.0
# A worker silent for so long is dead, and what it was doing is done again.
STALLED_AFTER_S = 20.0
OUTSIDE, TOP = "outside", "top"


def outside_of(context: JobContext) -> Outside:
    """The collaborators the worker was started with."""
    return cast(Outside, context.additional_context[OUTSIDE])


def stopper(context: JobContext) -> Callable[[str, int, int], None]:
    """A report that breaks the job off between two batches when the worker is told to stop."""

    def report(stage: str, done: int, total: int) -> None:
        if context.should_abort():
            raise JobAborted

    return report


def build_app(connector: PsycopgConnector) -> App:
    """The job library's application over `connector`, with every task of the site."""
    app = App(connector=connector)

    @app.task(
        name=REFRESH_MATCHES, queue=MATCHING_QUEUE, lock=MATCHING_LOCK, retry=BackOff(), pass_context=True
    )
    def refresh(context: JobContext, run_id: int, listing_ids: Sequence[int]) -> None:
        top = context.additional_context[TOP]
        logger.info("run %d: matching, %s listings changed", run_id, len(listing_ids) or "all")
        try:
            refresh_matches(outside_of(context), run_id, listing_ids, top=top, report=stopper(context))
        except EngineUnavailable:
            logger.warning("run %d: the engine does not answer; the run will be tried again", run_id)
            raise
        logger.info("run %d: done", run_id)

    @app.task(
        name=PREPARE_ASSIGNMENT, queue=MATCHING_QUEUE, lock=MATCHING_LOCK, retry=BackOff(), pass_context=True
    )
    def prepare_assignment(context: JobContext, assignment_id: int) -> None:
        work_out(outside_of(context), assignment_id)
        logger.info("assignment %d: worked out", assignment_id)

    @app.task(name=READ_IMPORT, queue=IMPORTS_QUEUE, retry=BackOff(most_tries=0), pass_context=True)
    def read_import(context: JobContext, batch_id: int) -> None:
        read_file(outside_of(context), batch_id)
        logger.info("import %d: read", batch_id)

    @app.task(name=APPLY_IMPORT, queue=IMPORTS_QUEUE, retry=BackOff(most_tries=0), pass_context=True)
    def apply_import(context: JobContext, batch_id: int) -> None:
        apply_file(outside_of(context), batch_id)
        logger.info("import %d: applied", batch_id)

    @app.periodic(cron="17 * * * *")
    @app.task(
        name="reopen_expired", queue=MATCHING_QUEUE, lock=MATCHING_LOCK, retry=BackOff(), pass_context=True
    )
    def reopen(context: JobContext, timestamp: int) -> None:
        outside = outside_of(context)
        with transaction(outside.sessions) as session:
            count = reopen_expired(session, clock=outside.clock)
        logger.info("%d rejections have expired and are in the queue again", count)

    add_learning(app)
    add_measuring(app)
    add_upkeep(app)
    return app


def add_learning(app: App) -> None:
    """The nightly task that learns from verdicts."""

    @app.periodic(cron="23 3 * * *")
    @app.task(
        name="learn_from_verdicts", queue=LEARNING_QUEUE, queueing_lock=LEARNING_QUEUE, pass_context=True
    )
    def learn(context: JobContext, timestamp: int) -> None:
        logger.info("learning from verdicts: %s", learn_from_verdicts(outside_of(context)))


def add_measuring(app: App) -> None:
    """The task that evaluates the matcher."""

    @app.task(name=MEASURE_QUALITY, queue=QUALITY_QUEUE, retry=BackOff(most_tries=0), pass_context=True)
    def measure(context: JobContext, report_id: int) -> None:
        measure_quality(outside_of(context), report_id, should_stop=context.should_abort)
        logger.info("report %d: measured", report_id)


def add_upkeep(app: App) -> None:
    """The tasks that keep the queue itself in order."""

    @app.periodic(cron="* * * * * */15")  # the sixth field is the seconds
    @app.task(name="retry_stalled", queue="upkeep", queueing_lock="retry_stalled", pass_context=True)
    async def retry_stalled(context: JobContext, timestamp: int) -> None:
        manager = context.app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_S):
            logger.warning("job %s was broken off and is done again", job.id)
            await manager.retry_job(job)

    @app.periodic(cron="41 3 * * *")
    @app.task(name="remove_old_jobs", queue="upkeep", queueing_lock="remove_old_jobs", pass_context=True)
    async def remove_old(context: JobContext, timestamp: int) -> None:
        await context.app.job_manager.delete_old_jobs(nb_hours=24 * 14, include_failed=True)
