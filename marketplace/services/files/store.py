"""Keep a file, and give it to those who may have it."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound
from marketplace.models.stored_file import FilePurpose, StoredFile
from marketplace.permissions import Actor
from marketplace.services.audit.record import record_event
from marketplace.services.files.media import media_type_of
from marketplace.services.files.readers import may_read
from marketplace.services.ports import Clock

MIB = 1024 * 1024
MOST_MIB = 10
LONGEST_NAME = 120


def store_file(
    session: Session,
    actor: Actor,
    *,
    name: str,
    content: bytes,
    purpose: FilePurpose,
    organization_id: int | None,
    clock: Clock,
) -> StoredFile:
    """Keep the file as it came. Whether the actor may attach it there, the caller has checked.

    Raises InvalidInput naming the file and the mend: empty, too large, of a kind not accepted, damaged.
    """
    name = plain_name(name)
    if not content:
        raise InvalidInput(
            "“%(file)s” is empty. Save it again and choose the new file.", field="file", file=name
        )
    if len(content) > MOST_MIB * MIB:
        raise InvalidInput(
            "“%(file)s” has %(size)s MiB; at most %(limit)s MiB are accepted. Make its pictures smaller, or "
            "divide it.",
            field="file",
            file=name,
            size=-(-len(content) // MIB),
            limit=MOST_MIB,
        )
    file = StoredFile(
        name=name,
        media_type=media_type_of(name, content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        purpose=purpose,
        organization_id=organization_id,
        uploaded_by_id=actor.id,
        created_at=clock.now(),
    )
    session.add(file)
    session.flush()  # whoever attaches it names it by id
    record_event(
        session, actor, "file.stored", file, purpose=purpose.value, size=file.size, sha256=file.sha256
    )
    return file


def read_file(session: Session, actor: Actor | None, file_id: int) -> StoredFile:
    """The file, if the actor (None: a visitor) may have it. Raises NotFound, also for one to hide."""
    file = session.get(StoredFile, file_id)
    if file is None or not may_read(session, actor, file):
        raise NotFound("There is no such file.")
    return file


def plain_name(name: str) -> str:
    """The name without folders or unprintable characters, cut in its middle so that it keeps its ending."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(letter for letter in last if letter.isprintable()).strip() or "?"
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 12]}…{plain[-11:]}"
