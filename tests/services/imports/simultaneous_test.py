"""Two people deciding about one preview at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from marketplace.database import connect, session_factory, transaction
from marketplace.errors import WrongState
from marketplace.models import Account, AuditEvent, ImportBatch, ImportState
from marketplace.services.imports.apply import request_apply
from marketplace.services.imports.discard import discard_import
from marketplace.services.imports.read import get_batch
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account

pytestmark = pytest.mark.slow

Work = Callable[[Session, Account, int], object]


def applying(session: Session, staff: Account, batch_id: int) -> object:
    return request_apply(session, staff, batch_id, fingerprint="seen", jobs=RecordingQueue())


def discarding(session: Session, staff: Account, batch_id: int) -> object:
    return discard_import(session, staff, batch_id, clock=MovableClock())


def decide(
    sessions: sessionmaker[Session], works: tuple[Work, Work], staff_id: int, batch_id: int
) -> list[str]:
    """Both look at the preview before either has decided; how each ended."""
    both_looked = Barrier(2)

    def run(work: Work) -> str:
        try:
            with transaction(sessions) as session:
                staff = session.get_one(Account, staff_id)
                get_batch(session, batch_id)
                both_looked.wait(timeout=10)
                work(session, staff, batch_id)
        except WrongState:
            return "too late"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(run, works))


@pytest.mark.parametrize("works", [(applying, discarding), (applying, applying)])
def test_a_preview_is_decided_once(own_url: str, works: tuple[Work, Work]) -> None:
    engine = connect(own_url)
    sessions = session_factory(engine)
    with transaction(sessions) as session:
        staff = make_account(session)
        batch = ImportBatch(
            filename="list.xlsx",
            content=b"rows",
            state=ImportState.PREVIEWED,
            account_id=staff.id,
            summary={"fingerprint": "seen"},
        )
        session.add(batch)
    assert decide(sessions, works, staff.id, batch.id) == ["done", "too late"]
    with sessions() as session:
        decided = select(AuditEvent.to_state).where(AuditEvent.entity_type == "import_batches")
        assert session.scalars(decided).all() == [session.get_one(ImportBatch, batch.id).state]
    engine.dispose()
