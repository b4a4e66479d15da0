"""An upload is read and applied in the background, and a failure is told."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text

from marketplace.database import transaction
from marketplace.demo.load import WORKBOOK
from marketplace.jobs import imports
from marketplace.jobs.imports import apply_file, progress_of, read_file
from marketplace.jobs.queue import IMPORTS_QUEUE
from marketplace.jobs.worker import run_worker
from marketplace.models import ImportBatch, ImportState, Listing
from marketplace.services.imports.apply import request_apply
from marketplace.services.imports.upload import receive_upload
from tests.jobs.conftest import Workplace


def upload(workplace: Workplace) -> int:
    with transaction(workplace.sessions) as session:
        content = WORKBOOK.read_bytes()
        batch = receive_upload(session, None, WORKBOOK.name, content, most_mib=20, jobs=workplace.jobs)
        return batch.id


def state(workplace: Workplace, batch_id: int) -> ImportState:
    with workplace.sessions() as session:
        return session.get_one(ImportBatch, batch_id).state


def test_the_worker_reads_and_applies_an_upload_and_enqueues_the_matching(workplace: Workplace) -> None:
    batch_id = upload(workplace)
    run_worker(workplace.url, workplace, top=5, only=IMPORTS_QUEUE)
    assert state(workplace, batch_id) is ImportState.PREVIEWED

    with transaction(workplace.sessions) as session:
        fingerprint = session.get_one(ImportBatch, batch_id).summary["fingerprint"]
        request_apply(session, None, batch_id, fingerprint=fingerprint, jobs=workplace.jobs)
    run_worker(workplace.url, workplace, top=5, only=IMPORTS_QUEUE)

    assert state(workplace, batch_id) is ImportState.APPLIED
    with workplace.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Listing)) == 165
        query = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'refresh_matches'")
        assert session.scalar(query) == 1


def test_what_breaks_is_noted_without_a_word_of_the_file(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise LookupError("张三 028-8000-0001")

    monkeypatch.setattr(imports, "read_upload", broken)
    batch_id = upload(workplace)

    with pytest.raises(LookupError):
        read_file(workplace, batch_id)

    with workplace.sessions() as session:
        batch = session.get_one(ImportBatch, batch_id)
        assert (batch.state, batch.error) == (ImportState.FAILED, "LookupError")


def test_applying_what_is_not_to_be_applied_changes_nothing(workplace: Workplace) -> None:
    batch_id = upload(workplace)
    apply_file(workplace, batch_id)
    assert state(workplace, batch_id) is ImportState.READING


def test_progress_is_kept_and_never_waits_for_the_work(workplace: Workplace) -> None:
    batch_id = upload(workplace)
    progress_of(workplace, batch_id)(40, 100)
    with transaction(workplace.sessions) as session:
        batch = session.get_one(ImportBatch, batch_id, with_for_update=True)
        assert (batch.done, batch.total) == (40, 100)
        progress_of(workplace, batch_id)(50, 100)  # the row is locked: this one is let go
    with workplace.sessions() as session:
        assert session.get_one(ImportBatch, batch_id).done == 40
