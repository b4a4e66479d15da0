"""Put files with a draft, and take them away again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound
from marketplace.models import FilePurpose, ListingDraft, StoredFile
from marketplace.permissions import Actor
from marketplace.services.drafts.own import find_own
from marketplace.services.drafts.save import draft_to_change, touch
from marketplace.services.files.attached import delete_unattached
from marketplace.services.files.store import store_file
from marketplace.services.ports import Clock

MOST_FILES = 8


def attach_file(
    session: Session, actor: Actor, code: str, *, name: str, content: bytes, seen: int, clock: Clock
) -> tuple[ListingDraft, StoredFile]:
    """Store a file and put it with the draft.

    Raises NotAllowed, NotFound, WrongState, Conflict, and InvalidInput naming the file and the mend.
    """
    listing = find_own(session, actor, code, lock=True)
    draft = draft_to_change(session, actor, listing, seen=seen, clock=clock)
    if len(draft.attachment_ids or []) >= MOST_FILES:
        raise InvalidInput(
            "A listing has at most %(limit)s files. Remove one before you add “%(file)s”.",
            field="file",
            limit=MOST_FILES,
            file=name,
        )
    file = store_file(
        session,
        actor,
        name=name,
        content=content,
        purpose=FilePurpose.LISTING_ATTACHMENT,
        organization_id=listing.organization_id,
        clock=clock,
    )
    draft.attachment_ids = [*(draft.attachment_ids or []), file.id]
    touch(draft, actor, clock)
    return draft, file


def detach_file(
    session: Session, actor: Actor, code: str, file_id: int, *, seen: int, clock: Clock
) -> ListingDraft:
    """Take a file away from the draft; it is deleted, unless a version handed in before brings it.

    Raises NotAllowed, NotFound, WrongState, Conflict.
    """
    listing = find_own(session, actor, code, lock=True)
    draft = draft_to_change(session, actor, listing, seen=seen, clock=clock)
    if file_id not in (draft.attachment_ids or []):
        raise NotFound("There is no such file.")
    draft.attachment_ids = [kept for kept in draft.attachment_ids if kept != file_id]
    touch(draft, actor, clock)
    delete_unattached(session, actor, [file_id])
    return draft
