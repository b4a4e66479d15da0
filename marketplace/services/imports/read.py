"""Read an uploaded file and keep its preview: what it would add and change, or why it is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Account, ImportBatch, ImportState, Organization
from marketplace.services.audit.record import change_import_state
from marketplace.services.imports.plan import Plan, plan_import
from marketplace.services.imports.problems import Problem, UnreadableFile
from marketplace.services.imports.rows import check_records
from marketplace.services.imports.sources.detect import read_records
from marketplace.services.ports import Clock

Progress = Callable[[int, int], None]
MOST_PROBLEMS = 2_000
LAST_ID = 2**63 - 1
LOCAL = ZoneInfo("Asia/Shanghai")


def no_progress(done: int, total: int) -> None:
    """For callers who do not watch."""


def read_upload(
    session: Session, batch_id: int, *, clock: Clock, progress: Progress = no_progress
) -> ImportBatch:
    """Read the batch and move it to `previewed` or `refused`. A batch that is past reading is left as it is.

    `progress(done, total)` counts rows; the batch's row is not written before the last call, so the caller
    may keep the figures in a transaction of its own (record_progress).
    """
    batch = get_batch(session, batch_id)
    if batch.state is not ImportState.READING:
        return batch
    problems: list[Problem] = []
    plan = read_plan(session, batch, problems, clock=clock, progress=progress)
    keep_preview(session, batch, plan, problems)
    return batch


def get_batch(session: Session, batch_id: int) -> ImportBatch:
    """The batch, or NotFound."""
    batch = session.get(ImportBatch, batch_id) if batch_id <= LAST_ID else None
    if batch is None:
        raise NotFound("There is no such import.")
    return batch


def lock_batch(session: Session, batch_id: int) -> ImportBatch:
    """The batch, to be decided by nobody else until the transaction ends; or NotFound."""
    locked = select(ImportBatch).where(ImportBatch.id == get_batch(session, batch_id).id).with_for_update()
    return session.scalars(locked.execution_options(populate_existing=True)).one()


def read_plan(
    session: Session, batch: ImportBatch, problems: list[Problem], *, clock: Clock, progress: Progress
) -> Plan:
    """What the file would do to the site as it stands; every problem of file and rows goes to `problems`."""
    try:
        records = read_records(batch.content, problems, progress)
    except UnreadableFile as unreadable:
        problems.append(unreadable.problem)
        return Plan()
    rows = check_records(records, problems, clock.now().astimezone(LOCAL).date())
    return plan_import(session, rows, problems, own_organizations(session, batch))


def own_organizations(session: Session, batch: ImportBatch) -> Sequence[Organization]:
    """Those of whoever uploaded the file and of whoever had it applied: neither publishes for their own."""
    people = select(Account.organization_id).where(Account.id.in_((batch.account_id, batch.approved_by_id)))
    return session.scalars(select(Organization).where(Organization.id.in_(people))).all()


def keep_preview(session: Session, batch: ImportBatch, plan: Plan, problems: list[Problem]) -> None:
    """Write the preview into the batch, and its new state: `refused` if any row is."""
    refused = [problem for problem in problems if not problem.notice]
    rows = {(problem.sheet, problem.row) for problem in refused if problem.row}
    acting = [] if refused else plan.acting()
    batch.rows = [entry.stored() for entry in sorted(acting, key=lambda entry: entry.action != "change")]
    batch.problems = [problem.stored() for problem in shortened(problems)]
    batch.summary = batch.summary | {
        "add": plan.count("add"),
        "change": plan.count("change"),
        "same": plan.count("same"),
        "left": plan.count("left"),
        "refused": len(rows),
        "problems": len(refused),
        "notices": len(problems) - len(refused),
        "fingerprint": plan.fingerprint(),
    }
    batch.total = batch.done = len(plan.entries) + len(rows)
    new = ImportState.REFUSED if refused else ImportState.PREVIEWED
    counts = {key: batch.summary[key] for key in ("add", "change", "same", "left", "refused")}
    change_import_state(session, acting_account(session, batch), batch, new, f"import.{new.value}", **counts)
    if refused:
        forget_file(batch)


def shortened(problems: list[Problem]) -> list[Problem]:
    """At most MOST_PROBLEMS in the order of the file, what stops the import first; the rest as a number."""
    ordered = sorted(problems, key=lambda problem: (problem.notice, problem.sheet, problem.row))
    if len(ordered) <= MOST_PROBLEMS:
        return ordered
    more = Problem("many_problems", notice=True, values={"count": len(ordered) - MOST_PROBLEMS})
    return [*ordered[:MOST_PROBLEMS], more]


def acting_account(session: Session, batch: ImportBatch) -> Account | None:
    """Who answers for what the job does: who had the file applied, and before that who uploaded it.

    None for the system itself.
    """
    account_id = batch.approved_by_id or batch.account_id
    return session.get(Account, account_id) if account_id is not None else None


def forget_file(batch: ImportBatch) -> None:
    """Drop the file's bytes: they hold personal contacts and are needed no longer. Their SHA-256 stays."""
    batch.content = b""


def record_progress(session: Session, batch_id: int, done: int, total: int) -> None:
    """Keep how far the work has come. Meant for a short transaction of its own beside the one that works."""
    session.execute(update(ImportBatch).where(ImportBatch.id == batch_id).values(done=done, total=total))
