"""Who may read a file: one rule for each purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import FilePurpose, Listing, ListingAttachment, StoredFile
from marketplace.permissions import Actor, Permission, allowed
from marketplace.services.followups.readers import may_read_paper
from marketplace.services.listings.shelf import READABLE

Rule = Callable[[Session, Actor | None, StoredFile], bool]


def may_read(session: Session, actor: Actor | None, file: StoredFile) -> bool:
    """Whether the actor (None: a visitor) may have the file's content."""
    return RULES[file.purpose](session, actor, file)


def is_own(actor: Actor | None, file: StoredFile) -> bool:
    """Whether the file belongs to the actor's organization, or to nobody's and the actor uploaded it."""
    if actor is None:
        return False
    if file.organization_id is None:
        return file.uploaded_by_id == actor.id
    return file.organization_id == actor.organization_id


def _attachment(session: Session, actor: Actor | None, file: StoredFile) -> bool:
    """Everybody may, once a text that is public brings the file; until then its owner and staff."""
    if is_own(actor, file) or allowed(actor, Permission.MODERATE_LISTINGS):
        return True
    public = (
        select(ListingAttachment.file_id)
        .join(Listing, Listing.published_version_id == ListingAttachment.version_id)
        .where(ListingAttachment.file_id == file.id, Listing.state.in_(READABLE))
    )
    return session.scalar(public.limit(1)) is not None


def _evidence(session: Session, actor: Actor | None, file: StoredFile) -> bool:
    return (
        is_own(actor, file)
        or allowed(actor, Permission.VERIFY_ORGANIZATIONS)
        or allowed(actor, Permission.READ_ACCOUNTS)
    )


RULES: Mapping[FilePurpose, Rule] = {
    FilePurpose.LISTING_ATTACHMENT: _attachment,
    FilePurpose.ORGANIZATION_EVIDENCE: _evidence,
    FilePurpose.FOLLOWUP: may_read_paper,
    FilePurpose.AGREEMENT: may_read_paper,
}
