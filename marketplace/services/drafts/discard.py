"""Throw a draft away: an unsent listing goes altogether, any other keeps its last text."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import ListingDraft
from marketplace.permissions import Actor
from marketplace.services.audit.record import record_event
from marketplace.services.drafts.own import find_own
from marketplace.services.drafts.read import newest_of
from marketplace.services.files.attached import delete_unattached


def discard_draft(session: Session, actor: Actor, code: str) -> bool:
    """Whether the listing went with its draft. Raises NotAllowed, NotFound, WrongState."""
    listing = find_own(session, actor, code, lock=True)
    draft = session.get(ListingDraft, listing.id)
    if draft is None:
        raise WrongState("There is no draft to discard.")
    record_event(session, actor, "listing.discard", listing, version=draft.base_number)
    session.delete(draft)
    delete_unattached(session, actor, draft.attachment_ids or [])
    if newest_of(session, listing.id) is not None:
        return False
    session.flush()  # the draft goes before its listing
    session.delete(listing)
    return True
