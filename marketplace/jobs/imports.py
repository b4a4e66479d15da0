"""Reading and applying an uploaded file: one transaction for the work, small ones beside it to report."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from marketplace.database import transaction
from marketplace.jobs.outside import Outside
from marketplace.models import ImportBatch
from marketplace.services.imports.apply import apply_import
from marketplace.services.imports.discard import fail_import
from marketplace.services.imports.read import read_upload, record_progress

Progress = Callable[[int, int], None]

REPORT_EVERY_S = 0.5


def read_file(outside: Outside, batch_id: int) -> None:
    """Read the upload into a preview. What breaks is noted in the batch and raised."""
    progress = progress_of(outside, batch_id)

    def work() -> None:
        with transaction(outside.sessions) as session:
            read_upload(session, batch_id, clock=outside.clock, progress=progress)

    run_or_fail(outside, batch_id, work)


def apply_file(outside: Outside, batch_id: int) -> None:
    """Apply the previewed import, all or nothing. What breaks is noted in the batch and raised."""
    progress = progress_of(outside, batch_id)

    def work() -> None:
        with transaction(outside.sessions) as session:
            apply_import(session, batch_id, clock=outside.clock, jobs=outside.jobs, progress=progress)

    run_or_fail(outside, batch_id, work)


def run_or_fail(outside: Outside, batch_id: int, work: Callable[[], None]) -> None:
    """Do the work; a failure that will not pass by itself ends the import."""
    try:
        work()
    except OperationalError:  # the database went away: the job is tried again
        raise
    except Exception as error:
        with transaction(outside.sessions) as session:
            # The class alone: a message may quote the file, and the file holds contacts.
            fail_import(session, batch_id, error=type(error).__name__, clock=outside.clock)
        raise


def progress_of(outside: Outside, batch_id: int) -> Progress:
    """Keeps how far the work has come, twice a second at most, never waiting for the work's own lock."""
    last = 0.0

    def report(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < REPORT_EVERY_S:
            return
        last = time.monotonic()
        free = select(ImportBatch.id).where(ImportBatch.id == batch_id).with_for_update(skip_locked=True)
        with transaction(outside.sessions) as session:
            if session.scalar(free) is not None:
                record_progress(session, batch_id, done, total)

    return report
