"""Apply a previewed import: all of it in the caller's transaction, or none."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict
from marketplace.models import ImportBatch, ImportState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import change_import_state
from marketplace.services.imports.problems import Problem
from marketplace.services.imports.read import (
    Progress,
    acting_account,
    forget_file,
    get_batch,
    keep_preview,
    lock_batch,
    no_progress,
    read_plan,
)
from marketplace.services.imports.write import write_plan
from marketplace.services.ports import Clock, JobQueue

ONE_AT_A_TIME = 7_211_042
"""Key of the advisory lock: two imports that name the same codes must not interleave."""


def request_apply(
    session: Session, actor: Actor | None, batch_id: int, *, fingerprint: str, jobs: JobQueue | None = None
) -> ImportBatch:
    """Decide that a preview is to be applied; `jobs` is asked to do it, unless the caller does so at once.

    `fingerprint` is that of the preview the actor saw: raises Conflict when the preview is another by now,
    WrongState when the batch is not previewed.
    """
    if actor is not None:
        require(actor, Permission.IMPORT_LISTINGS)
    batch = lock_batch(session, batch_id)
    if batch.state is ImportState.PREVIEWED and batch.summary["fingerprint"] != fingerprint:
        raise Conflict("The preview has changed since you saw it. Please look at it again.")
    change_import_state(session, actor, batch, ImportState.APPLYING, "import.approved")
    batch.approved_by_id = actor.id if actor is not None else None
    batch.done = 0
    batch.summary = {key: value for key, value in batch.summary.items() if key != "recomputed"}
    if jobs is not None:
        jobs.apply_import(session, batch.id)
    return batch


def apply_import(
    session: Session, batch_id: int, *, clock: Clock, jobs: JobQueue, progress: Progress = no_progress
) -> ImportBatch:
    """Write everything the preview showed and enqueue the matching, or write nothing and preview again.

    The file is read anew and set against the site as it is now. When that gives another plan than the one
    shown (the site has changed, or who approved it belongs to an organization whose rows are left alone), the
    batch goes back to `previewed` (or to `refused`) with the new preview and `recomputed` in its summary. A
    batch that is not being applied is left as it is. Raises whatever the database raises: the caller rolls
    back and then says so with fail_import.
    """
    session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    batch = get_batch(session, batch_id)
    if batch.state is not ImportState.APPLYING:
        return batch
    problems: list[Problem] = []
    plan = read_plan(session, batch, problems, clock=clock, progress=lambda done, _: progress(0, done))
    if plan.fingerprint() != batch.summary["fingerprint"] or any(not problem.notice for problem in problems):
        keep_preview(session, batch, plan, problems)
        batch.summary = batch.summary | {"recomputed": True}
        return batch
    actor = acting_account(session, batch)
    changed = write_plan(session, actor, plan, batch, clock=clock, progress=progress)
    if changed:
        batch.summary = batch.summary | {"match_run": jobs.refresh_matches(session, changed, "import")}
    batch.total = batch.done = len(plan.entries)
    batch.finished_at = clock.now()
    counts = {key: batch.summary[key] for key in ("add", "change", "same", "left")}
    change_import_state(session, actor, batch, ImportState.APPLIED, "import.applied", **counts)
    forget_file(batch)
    return batch
