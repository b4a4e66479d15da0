"""Loads the demonstration the way users do: an account, an import, a released list. One transaction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.demo.accounts import DEMO_ACCOUNTS, make_account
from marketplace.models import Account, ImportState, Listing, Role
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
    """Load accounts, workbook and list into an empty database. Returns the id of the enqueued matching run.

    Raises RuntimeError, naming the problems, when the importer refuses the workbook.
    """
    by_role = {demo.role: demo for demo in DEMO_ACCOUNTS}
    staff = make_account(session, by_role[Role.STAFF], password)
    batch = import_file(
        session,
        staff,
        WORKBOOK.name,
        WORKBOOK.read_bytes(),
        most_mib=MOST_MIB,
        clock=clock,
        jobs=jobs,
        progress=progress,
    )
    if batch.state is not ImportState.APPLIED:
        raise RuntimeError(f"the demonstration workbook was refused: {batch.problems[:5]}")
    release_list(session, staff, slug=LIST_SLUG, title=LIST_TITLE, note=LIST_NOTE, clock=clock)
    for demo in DEMO_ACCOUNTS:
        if demo.role is not Role.STAFF:
            make_account(session, demo, password)
    return int(batch.summary["match_run"])
