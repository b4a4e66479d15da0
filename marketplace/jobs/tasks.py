"""The tasks the worker knows, by the names the queue writes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import JobAborted, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from marketplace.database import transaction
from marketplace.errors import EngineUnavailable
from marketplace.jobs.accounts import look_after_accounts
from marketplace.jobs.assignments import work_out
from marketplace.jobs.chasing import chase_all
from marketplace.jobs.imports import apply_file, read_file
from marketplace.jobs.learning import learn_from_verdicts
from marketplace.jobs.mailroom import MailRoom, send_digests, send_due_mail
from marketplace.jobs.outside import Outside
from marketplace.jobs.quality import measure_quality
from marketplace.jobs.queue import (
    APPLY_IMPORT,
    CHASING_QUEUE,
    IMPORTS_QUEUE,
    LEARNING_QUEUE,
    MAIL_QUEUE,
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
from marketplace.jobs.terms import end_terms
from marketplace.services.accounts.forget_links import forget_old_links
from marketplace.services.accounts.lockout import forget_old_failures
from marketplace.services.accounts.sessions import forget_old_sessions
from marketplace.services.audit.heads import keep_head
from marketplace.services.matching.reopen_pairs import reopen_expired
from marketplace.services.matching.return_parked import return_parked
from marketplace.services.notifications.forget_captured import forget_captured

logger = logging.getLogger(__name__)

HEARTBEAT_S = 5.0
# A worker silent for so long is dead, and what it was doing is done again.
STALLED_AFTER_S = 20.0
OUTSIDE, TOP, MAIL, IDLE_DAYS, AUDIT_HEADS = "outside", "top", "mail", "idle_days", "audit_heads"


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

    for add in (add_reopening, add_terms, add_accounts, add_chasing, add_learning, add_measuring, add_mail):
        add(app)
    add_trail(app)
    add_upkeep(app)
    return app


def add_reopening(app: App) -> None:
    """The hourly task that reopens pairs whose rejection or rest is over."""

    @app.periodic(cron="17 * * * *")
    @app.task(
        name="reopen_expired", queue=MATCHING_QUEUE, lock=MATCHING_LOCK, retry=BackOff(), pass_context=True
    )
    def reopen(context: JobContext, timestamp: int) -> None:
        outside = outside_of(context)
        with transaction(outside.sessions) as session:
            count = reopen_expired(session, clock=outside.clock)
            returned = return_parked(session, clock=outside.clock)
        logger.info("%d rejections have expired, %d parked pairs have come back", count, returned)


def add_terms(app: App) -> None:
    """The morning task that ends listings whose term is over and reminds the owners of others."""

    @app.periodic(cron="7 23 * * *")  # UTC: a little after seven in the morning in China
    @app.task(name="end_terms", queue="upkeep", queueing_lock="end_terms", retry=BackOff(), pass_context=True)
    def end(context: JobContext, timestamp: int) -> None:
        expired, reminded = end_terms(outside_of(context))
        logger.info("%d listings have expired, %d owners were reminded", expired, reminded)


def add_accounts(app: App) -> None:
    """The morning task that sees to the yearly confirmation and to accounts that nobody uses."""

    @app.periodic(cron="37 22 * * *")  # UTC: before people begin in China
    @app.task(
        name="look_after_accounts",
        queue="upkeep",
        queueing_lock="look_after_accounts",
        retry=BackOff(),
        pass_context=True,
    )
    def look_after(context: JobContext, timestamp: int) -> None:
        idle_days = cast(int | None, context.additional_context[IDLE_DAYS])
        logger.info("accounts: %s", look_after_accounts(outside_of(context), idle_days=idle_days))


def add_chasing(app: App) -> None:
    """The hourly task that reminds of pairs that wait, and alerts staff to those that stand still."""

    @app.periodic(cron="29 * * * *")
    @app.task(
        name="chase_pairs",
        queue=CHASING_QUEUE,
        queueing_lock=CHASING_QUEUE,
        retry=BackOff(),
        pass_context=True,
    )
    def chase(context: JobContext, timestamp: int) -> None:
        reminded, stalled = chase_all(outside_of(context))
        logger.info("%d pairs reminded of, %d stand still", reminded, stalled)


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


def add_mail(app: App) -> None:
    """The tasks that tell people by mail. What is to be sent waits in the tables; a sweep misses nothing."""

    @app.periodic(cron="* * * * * */10")  # the sixth field is the seconds
    @app.task(
        name="send_mail", queue=MAIL_QUEUE, lock=MAIL_QUEUE, queueing_lock="send_mail", pass_context=True
    )
    def send(context: JobContext, timestamp: int) -> None:
        room = cast(MailRoom, context.additional_context[MAIL])
        sent = send_due_mail(outside_of(context), room, should_stop=context.should_abort)
        if sent:
            logger.info("%d mails sent", sent)

    @app.periodic(cron="*/10 * * * *")
    @app.task(
        name="send_digests",
        queue=MAIL_QUEUE,
        lock=MAIL_QUEUE,
        queueing_lock="send_digests",
        pass_context=True,
    )
    def digests(context: JobContext, timestamp: int) -> None:
        send_digests(outside_of(context), cast(MailRoom, context.additional_context[MAIL]))


def add_trail(app: App) -> None:
    """The task that keeps the trail's head outside of the database, so that a cut-off end is noticed."""

    @app.periodic(cron="*/5 * * * *")
    @app.task(name="keep_audit_head", queue="upkeep", queueing_lock="keep_audit_head", pass_context=True)
    def keep(context: JobContext, timestamp: int) -> None:
        path, outside = cast(Path | None, context.additional_context[AUDIT_HEADS]), outside_of(context)
        if path is None:
            return
        with transaction(outside.sessions) as session:
            keep_head(session, path, clock=outside.clock)


async def do_again(manager: JobManager, job: Job) -> None:
    """Put a job that a dead worker left back into the queue, unless its next turn stands there already.

    Of tasks with a queueing lock only one waits at a time. While the broken-off one counts as being done,
    that next turn may be kept out by their common lock; so the broken-off one is taken away.
    """
    try:
        await manager.retry_job(job)
    except UniqueViolation as violation:
        if violation.queueing_lock is None:
            raise
        await manager.finish_job(job, Status.ABORTED, delete_job=True)
        logger.warning(
            "job %s was broken off; the next %s waits already and does its work", job.id, job.task_name
        )
    else:
        logger.warning("job %s was broken off and is done again", job.id)


def add_upkeep(app: App) -> None:
    """The tasks that keep the queue itself in order."""

    @app.periodic(cron="* * * * * */15")  # the sixth field is the seconds
    @app.task(name="retry_stalled", queue="upkeep", queueing_lock="retry_stalled", pass_context=True)
    async def retry_stalled(context: JobContext, timestamp: int) -> None:
        manager = context.app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_S):
            await do_again(manager, job)

    @app.periodic(cron="51 * * * *")
    @app.task(name="forget_old", queue="upkeep", queueing_lock="forget_old", pass_context=True)
    def forget_old(context: JobContext, timestamp: int) -> None:
        outside = outside_of(context)
        with transaction(outside.sessions) as session:
            forget_old_sessions(session, clock=outside.clock)
            forget_old_failures(session, clock=outside.clock)
            forget_old_links(session, clock=outside.clock)
            forget_captured(session, clock=outside.clock)

    @app.periodic(cron="41 3 * * *")
    @app.task(name="remove_old_jobs", queue="upkeep", queueing_lock="remove_old_jobs", pass_context=True)
    async def remove_old(context: JobContext, timestamp: int) -> None:
        await context.app.job_manager.delete_old_jobs(nb_hours=24 * 14, include_failed=True)
