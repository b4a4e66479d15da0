"""End an import without applying it: by a person's decision, or because the work failed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.models import ImportBatch, ImportState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import change_import_state
from marketplace.services.imports.read import acting_account, forget_file, lock_batch
from marketplace.services.ports import Clock


def discard_import(session: Session, actor: Actor | None, batch_id: int, *, clock: Clock) -> ImportBatch:
    """Drop a preview and its file; `actor` None is the system itself.

    Raises WrongState when it is being read or applied, or has been applied.
    """
    if actor is not None:
        require(actor, Permission.IMPORT_LISTINGS)
    batch = lock_batch(session, batch_id)
    change_import_state(session, actor, batch, ImportState.DISCARDED, "import.discarded")
    batch.finished_at = clock.now()
    forget_file(batch)
    return batch


def fail_import(session: Session, batch_id: int, *, error: str, clock: Clock) -> ImportBatch:
    """Say that reading or applying broke down. `error` names the failure, with no value from the file.

    For the edge that runs the job, in a transaction of its own after the rollback.
    """
    batch = lock_batch(session, batch_id)
    if batch.state in (ImportState.READING, ImportState.APPLYING):
        change_import_state(
            session, acting_account(session, batch), batch, ImportState.FAILED, "import.failed", error=error
        )
        batch.error = error
        batch.finished_at = clock.now()
        forget_file(batch)
    return batch
