"""Receive a file: kept as it came, recorded, and enqueued for reading."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import ImportBatch, ImportState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import record_event
from marketplace.services.ports import JobQueue

MIB = 1024 * 1024
LONGEST_NAME = 200


def receive_upload(
    session: Session,
    actor: Actor | None,
    filename: str,
    content: bytes,
    *,
    most_mib: int,
    jobs: JobQueue | None = None,
) -> ImportBatch:
    """Keep a file in state `reading`; `jobs` is asked to read it, unless the caller does so at once.

    `actor` None is the system itself (a command on the server). Raises NotAllowed, and InvalidInput for a
    file of more than `most_mib` MiB or of none.
    """
    if actor is not None:
        require(actor, Permission.IMPORT_LISTINGS)
    if not content:
        raise InvalidInput("The file is empty. Save the list again and choose the new file.", field="file")
    if len(content) > most_mib * MIB:
        raise InvalidInput(
            "The file has %(size)s MiB; at most %(limit)s MiB are accepted. Divide the list into several.",
            field="file",
            size=-(-len(content) // MIB),
            limit=most_mib,
        )
    batch = ImportBatch(
        filename=plain_name(filename),
        content=content,
        state=ImportState.READING,
        account_id=actor.id if actor is not None else None,
        summary={"size": len(content), "sha256": hashlib.sha256(content).hexdigest()},
    )
    session.add(batch)
    session.flush()  # the job and the audit event carry the batch's id
    record_event(session, actor, "import.received", batch, to_state=batch.state.value, **batch.summary)
    if jobs is not None:
        jobs.read_import(session, batch.id)
    return batch


def plain_name(filename: str) -> str:
    """The name without folders or unprintable characters: it is only shown, never opened."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable())[:LONGEST_NAME] or "?"
