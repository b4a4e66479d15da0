"""Save what is typed, as it is: nothing is refused for being unfinished, nothing is overwritten unseen."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy.orm import Session

from marketplace.errors import Conflict, WrongState
from marketplace.models import Listing, ListingDraft
from marketplace.permissions import Actor
from marketplace.services.drafts.form import clean_typed
from marketplace.services.drafts.own import find_own
from marketplace.services.drafts.read import CLOSED, attachments_now, newest_of, typed_now
from marketplace.services.imports.fields import CONTACT_KEYS
from marketplace.services.ports import Clock


def save_draft(
    session: Session, actor: Actor, code: str, typed: Mapping[str, str], *, seen: int, clock: Clock
) -> ListingDraft | None:
    """Save the form's fields over the draft that the form showed (`seen` its version, 0: none yet).

    Saving what is there already changes nothing: None where no draft was and none is needed. Raises
    NotAllowed, NotFound, WrongState, and Conflict when the draft was saved from another window since.
    """
    listing = find_own(session, actor, code, lock=True)
    return write_draft(session, actor, listing, typed, seen=seen, clock=clock)


def write_draft(
    session: Session, actor: Actor, listing: Listing, typed: Mapping[str, str], *, seen: int, clock: Clock
) -> ListingDraft | None:
    """The same for a listing that is locked already."""
    there = draft_as_shown(session, listing, seen=seen)
    fields = clean_typed(listing.kind, typed)
    if fields == typed_now(session, listing, there):
        return there
    draft = there or begin_draft(session, actor, listing, clock=clock)
    contact = {key: fields.pop(key) for key in CONTACT_KEYS}
    draft.fields, draft.contact = fields, json.dumps(contact, ensure_ascii=False)
    touch(draft, actor, clock)
    return draft


def draft_to_change(
    session: Session, actor: Actor, listing: Listing, *, seen: int, clock: Clock
) -> ListingDraft:
    """The draft as the form showed it, begun from the newest version if there was none."""
    there = draft_as_shown(session, listing, seen=seen)
    return there or begin_draft(session, actor, listing, clock=clock)


def draft_as_shown(session: Session, listing: Listing, *, seen: int) -> ListingDraft | None:
    """The draft if it is still as the form showed it, None if there was none. Raises WrongState, Conflict."""
    if listing.state in CLOSED:
        raise WrongState("This listing is fulfilled. Write a new one if the need goes on.")
    draft = session.get(ListingDraft, listing.id, populate_existing=True)
    if (draft.version if draft else 0) != seen:
        raise Conflict("This text was saved from another window after you opened it here.")
    return draft


def begin_draft(session: Session, actor: Actor, listing: Listing, *, clock: Clock) -> ListingDraft:
    """A draft that says what the newest version says."""
    newest = newest_of(session, listing.id)
    fields = typed_now(session, listing, None)
    contact = {key: fields.pop(key) for key in CONTACT_KEYS}
    draft = ListingDraft(
        listing_id=listing.id,
        base_number=newest.number if newest else 0,
        fields=fields,
        contact=json.dumps(contact, ensure_ascii=False),
        attachment_ids=[file.id for file in attachments_now(session, listing, None)],
        version=1,
        saved_by_id=actor.id,
        saved_at=clock.now(),
    )
    session.add(draft)
    return draft


def touch(draft: ListingDraft, actor: Actor, clock: Clock) -> None:
    """Count one saving."""
    draft.version = (draft.version or 0) + 1
    draft.saved_by_id, draft.saved_at = actor.id, clock.now()
