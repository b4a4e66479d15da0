"""Release an opportunity list: freeze what is published now under a title and a date."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput
from marketplace.models import Listing, ListingState, OpportunityList, OpportunityListItem
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import record_event
from marketplace.services.ports import Clock

LOCAL = ZoneInfo("Asia/Shanghai")
"""A list is dated by the calendar of its readers."""
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def release_list(
    session: Session, actor: Actor, *, slug: str, title: str, note: str = "", clock: Clock
) -> OpportunityList:
    """Freeze every published listing's present version, needs first, each kind by code.

    Raises InvalidInput for a slug that is not lower-case words joined by hyphens, an empty title or nothing
    published; Conflict when the slug is taken.
    """
    require(actor, Permission.RELEASE_LISTS)
    if not SLUG.fullmatch(slug):
        raise InvalidInput(
            "The address may hold lower-case letters, digits and single hyphens.", field="slug"
        )
    if not title.strip():
        raise InvalidInput("A list needs a title.", field="title")
    if session.scalar(select(OpportunityList.id).where(OpportunityList.slug == slug)) is not None:
        raise Conflict("Another list has this address.")
    published = select(Listing.published_version_id).where(Listing.state == ListingState.PUBLISHED)
    versions = session.scalars(published.order_by(Listing.kind, Listing.code)).all()
    if not versions:
        raise InvalidInput("There is nothing published to release.")
    released = OpportunityList(
        slug=slug,
        title=title.strip(),
        note=note.strip(),
        released_on=clock.now().astimezone(LOCAL).date(),
        created_by_id=actor.id,
    )
    session.add(released)
    session.flush()  # the items name the list by its id
    session.add_all(
        OpportunityListItem(opportunity_list_id=released.id, listing_version_id=version, position=position)
        for position, version in enumerate(versions, start=1)
    )
    record_event(session, actor, "list.released", released, items=len(versions))
    return released
