"""What an organization shows to prove who it is: its licence, its certificate, a letter."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound
from marketplace.models import FilePurpose, Organization, StoredFile
from marketplace.permissions import Actor
from marketplace.services.audit.record import record_event
from marketplace.services.files.store import store_file
from marketplace.services.organizations.own import require_open
from marketplace.services.ports import Clock

ACCEPTED = frozenset({"application/pdf", "image/png", "image/jpeg"})
MOST_FILES = 6


def add_evidence(session: Session, actor: Actor, *, name: str, content: bytes, clock: Clock) -> StoredFile:
    """Keep a file for the verification of the actor's organization.

    Raises NotAllowed, WrongState while staff are reading, and InvalidInput with field `file`.
    """
    organization = require_open(session, actor)
    held = session.scalar(
        select(func.count(StoredFile.id)).where(
            StoredFile.organization_id == organization.id,
            StoredFile.purpose == FilePurpose.ORGANIZATION_EVIDENCE,
        )
    )
    if (held or 0) >= MOST_FILES:
        raise InvalidInput(
            "At most %(most)s files are kept. Remove one that is no longer needed.",
            field="file",
            most=MOST_FILES,
        )
    file = store_file(
        session,
        actor,
        name=name,
        content=content,
        purpose=FilePurpose.ORGANIZATION_EVIDENCE,
        organization_id=organization.id,
        clock=clock,
    )
    if file.media_type not in ACCEPTED:
        raise InvalidInput(
            "“%(file)s” is neither a PDF nor a picture. Send a scan or a photograph.",
            field="file",
            file=file.name,
        )
    return file


def remove_evidence(session: Session, actor: Actor, file_id: int) -> None:
    """Take back a file before staff read it. Raises NotAllowed, NotFound, WrongState."""
    organization = require_open(session, actor)
    file = session.get(StoredFile, file_id)
    if (
        file is None
        or file.organization_id != organization.id
        or file.purpose is not FilePurpose.ORGANIZATION_EVIDENCE
    ):
        raise NotFound("There is no such file.")
    record_event(session, actor, "file.removed", file, purpose=file.purpose.value, sha256=file.sha256)
    session.delete(file)


def evidence_of(session: Session, organization: Organization) -> Sequence[StoredFile]:
    """The organization's evidence, newest first, without the bytes."""
    return session.scalars(
        select(StoredFile)
        .where(
            StoredFile.organization_id == organization.id,
            StoredFile.purpose == FilePurpose.ORGANIZATION_EVIDENCE,
        )
        .order_by(StoredFile.id.desc())
    ).all()
