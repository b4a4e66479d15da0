"""The whole way of a file in one call and one transaction, for commands and the demo data."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.models import ImportBatch, ImportState
from marketplace.permissions import Actor
from marketplace.services.imports.apply import apply_import, request_apply
from marketplace.services.imports.read import Progress, no_progress, read_upload
from marketplace.services.imports.upload import receive_upload
from marketplace.services.ports import Clock, JobQueue


def import_file(
    session: Session,
    actor: Actor | None,
    filename: str,
    content: bytes,
    *,
    most_mib: int,
    clock: Clock,
    jobs: JobQueue,
    progress: Progress = no_progress,
) -> ImportBatch:
    """Receive, read and apply a file: the batch is `applied`, or `refused` and nothing is written.

    `actor` None is the system itself. `progress(done, total)` runs through twice: reading, then writing.
    Raises NotAllowed and InvalidInput as receive_upload does.
    """
    batch = receive_upload(session, actor, filename, content, most_mib=most_mib)
    read_upload(session, batch.id, clock=clock, progress=progress)
    if batch.state is ImportState.PREVIEWED:
        request_apply(session, actor, batch.id, fingerprint=batch.summary["fingerprint"])
        apply_import(session, batch.id, clock=clock, jobs=jobs, progress=progress)
    return batch
