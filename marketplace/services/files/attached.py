"""The files that belong to a version of a listing, and those that belong to none."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import FilePurpose, ListingAttachment, StoredFile
from marketplace.permissions import Actor
from marketplace.services.audit.record import record_event


def files_of(session: Session, version_id: int) -> list[StoredFile]:
    """The files of a version, in their order; their contents are not loaded."""
    return list(
        session.scalars(
            select(StoredFile)
            .join(ListingAttachment, ListingAttachment.file_id == StoredFile.id)
            .where(ListingAttachment.version_id == version_id)
            .order_by(ListingAttachment.position)
        )
    )


def delete_unattached(session: Session, actor: Actor, file_ids: Sequence[int]) -> None:
    """Delete what was uploaded for a draft and no version brings. The caller has locked the listing."""
    loose = select(StoredFile).where(
        StoredFile.id.in_(file_ids),
        StoredFile.purpose == FilePurpose.LISTING_ATTACHMENT,
        ~select(ListingAttachment.file_id).where(ListingAttachment.file_id == StoredFile.id).exists(),
    )
    for file in session.scalars(loose).all():
        record_event(session, actor, "file.removed", file, purpose=file.purpose.value, sha256=file.sha256)
        session.delete(file)
