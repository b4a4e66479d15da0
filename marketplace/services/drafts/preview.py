"""The draft as the public page will show it; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.models import ListingVersion
from marketplace.permissions import Actor
from marketplace.services.drafts.check import FieldProblem, check_typed
from marketplace.services.drafts.read import newest_of, open_draft
from marketplace.services.imports.fields import CONTENT_KEYS
from marketplace.services.imports.write import as_columns
from marketplace.services.listings.show import ListingPage, find_related, find_releases
from marketplace.services.listings.term import today_of
from marketplace.services.ports import Clock


@dataclass(frozen=True)
class Preview:
    """The page, and what would stand against handing it in."""

    page: ListingPage
    problems: tuple[FieldProblem, ...]


def preview_draft(session: Session, actor: Actor, code: str, *, clock: Clock) -> Preview:
    """The page of an own draft; fields that cannot be read are left empty. Raises NotAllowed, NotFound."""
    file = open_draft(session, actor, code)
    listing = file.listing
    checked = check_typed(listing.kind, file.typed, today_of(clock))
    empty = {"title": "", "industry": "", "region": "", "summary": ""}
    given = {key: checked.values[key] for key in CONTENT_KEYS if key in checked.values}
    newest = newest_of(session, listing.id)
    version = ListingVersion(
        number=(newest.number if newest else 0) + 1, created_at=clock.now(), **as_columns({**empty, **given})
    )
    page = ListingPage(
        listing=listing,
        version=version,
        releases=find_releases(session, listing.id),
        related=find_related(session, listing),
        similar=[],
        files=file.attachments,
    )
    return Preview(page, checked.problems)
