"""What a sent form of a listing holds: fields, the version it was opened at, files to add or remove."""

from __future__ import annotations

from flask import flash, request

from marketplace.errors import InvalidInput
from marketplace.models import ListingDraft
from marketplace.services.drafts.attachments import attach_file, detach_file
from marketplace.services.imports.fields import CONTACT_KEYS, CONTENT_KEYS
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import message_of

MOST_VERSION = 2**62


def sent_fields() -> dict[str, str]:
    """The listing's fields as they were typed."""
    return {key: request.form.get(key, "") for key in (*CONTENT_KEYS, *CONTACT_KEYS)}


def read_seen() -> int:
    """The draft's version that the form showed; `overwrite` when its author chose to save over another."""
    text = request.form.get("overwrite") or request.form.get("seen", "")
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise InvalidInput("The form is incomplete. Please open the listing again.")
    return min(int(text), MOST_VERSION)


def change_files(code: str, draft: ListingDraft | None) -> ListingDraft | None:
    """Add the files sent and take away the one named; a file that is refused is said so, the rest is kept.

    `draft` is what was just saved; without one the version sent counts. Raises Conflict.
    """
    seen = draft.version if draft is not None else read_seen()
    clock = collaborators().clock
    for sent in request.files.getlist("attachments"):
        if not sent.filename:
            continue
        try:
            draft, _file = attach_file(
                db(), account(), code, name=sent.filename, content=sent.read(), seen=seen, clock=clock
            )
            seen = draft.version
        except InvalidInput as error:
            flash(message_of(error), "error")
    remove = request.form.get("remove", "")
    if remove.isascii() and remove.isdigit() and len(remove) < 19:
        draft = detach_file(db(), account(), code, int(remove), seen=seen, clock=clock)
    return draft
