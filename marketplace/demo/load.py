"""Loads the demonstration the way users do: accounts, an import, a released list, pairs on their way.

One transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.demo.accounts import DEMO_ACCOUNTS, make_account
from marketplace.demo.dates import dated_by
from marketplace.demo.desk import lay_on_the_desk
from marketplace.demo.life import BEGAN, tell_life
from marketplace.demo.newcomers import let_come
from marketplace.demo.past import Past
from marketplace.models import (
    Account,
    AuditEvent,
    ImportBatch,
    ImportState,
    Listing,
    OpportunityList,
    Role,
)
from marketplace.services.accounts.policies import accept_policies
from marketplace.services.audit.record import record_event
from marketplace.services.imports.import_file import import_file
from marketplace.services.lists.release import release_list
from marketplace.services.ports import Clock, JobQueue

WORKBOOK = Path(__file__).parent / "data" / "机会清单.xlsx"
LIST_SLUG = "demo"
LIST_TITLE = "成都市人工智能机会清单（示例）"
LIST_NOTE = "本清单中的单位、人员、案例与金额均为虚构，仅用于演示。"
MOST_MIB = 20


def is_empty(session: Session) -> bool:
    """Whether nobody and nothing is in the database yet."""
    return (
        session.scalar(select(Account.id).limit(1)) is None
        and session.scalar(select(Listing.id).limit(1)) is None
    )


def load_demo(
    session: Session,
    *,
    password: str,
    clock: Clock,
    jobs: JobQueue,
    progress: Callable[[int, int], None],
) -> int:
    """Load accounts, workbook, list, history and desk into an empty database; the id of the run to come.

    The list was released weeks before `clock` shows now, and its pairs have come their way since. The last
    event of the trail says when that history was really written.

    Raises RuntimeError, naming the problems, when the importer refuses the workbook.
    """
    past = Past(clock.now()).go_to(BEGAN, 9)
    with dated_by(session, past):
        batch = _fill(session, past, password=password, jobs=jobs, progress=progress)
    released = session.scalars(select(OpportunityList)).one()
    events = session.scalar(select(func.count(AuditEvent.id))) or 0
    record_event(session, None, "demo.loaded", released, items=events)
    return int(batch.summary["match_run"])


def _fill(
    session: Session, past: Past, *, password: str, jobs: JobQueue, progress: Callable[[int, int], None]
) -> ImportBatch:
    by_role = {demo.role: demo for demo in DEMO_ACCOUNTS}
    staff = make_account(session, by_role[Role.STAFF], password)
    accept_policies(session, staff, clock=past)
    batch = import_file(
        session,
        staff,
        WORKBOOK.name,
        WORKBOOK.read_bytes(),
        most_mib=MOST_MIB,
        clock=past,
        jobs=jobs,
        progress=progress,
    )
    if batch.state is not ImportState.APPLIED:
        raise RuntimeError(f"the demonstration workbook was refused: {batch.problems[:5]}")
    release_list(session, staff, slug=LIST_SLUG, title=LIST_TITLE, note=LIST_NOTE, clock=past)
    for demo in DEMO_ACCOUNTS:
        if demo.role is not Role.STAFF:
            accept_policies(session, make_account(session, demo, password), clock=past)
    tell_life(session, staff, past)
    lay_on_the_desk(session, staff, past, jobs)
    let_come(session, past)
    return batch
