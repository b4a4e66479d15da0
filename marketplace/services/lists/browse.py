"""The released lists, with what each holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Kind, Listing, ListingVersion, OpportunityList, OpportunityListItem
from marketplace.permissions import Actor, Permission, require
from marketplace.services.listings.shelf import READABLE


@dataclass(frozen=True)
class ListSummary:
    """A released list and how many needs and offers it froze, `withdrawn` ones among them."""

    id: int
    slug: str
    title: str
    note: str
    released_on: date
    demands: int
    supplies: int
    withdrawn: int


def _summaries() -> Select[*tuple[Any, ...]]:
    counted = [func.count(Listing.id).filter(Listing.kind == kind) for kind in (Kind.DEMAND, Kind.SUPPLY)]
    counted.append(func.count(Listing.id).filter(Listing.state.not_in(READABLE)))
    head = (
        OpportunityList.id,
        OpportunityList.slug,
        OpportunityList.title,
        OpportunityList.note,
        OpportunityList.released_on,
    )
    return (
        select(*head, *counted)
        .outerjoin(OpportunityListItem, OpportunityListItem.opportunity_list_id == OpportunityList.id)
        .outerjoin(ListingVersion, ListingVersion.id == OpportunityListItem.listing_version_id)
        .outerjoin(Listing, Listing.id == ListingVersion.listing_id)
        .group_by(OpportunityList.id)
        .order_by(OpportunityList.released_on.desc(), OpportunityList.id.desc())
    )


def browse_lists(session: Session, actor: Actor | None) -> list[ListSummary]:
    """Every released list, the latest first."""
    require(actor, Permission.READ_PUBLIC)
    return [ListSummary(*row) for row in session.execute(_summaries())]


def latest_list(session: Session, actor: Actor | None) -> ListSummary | None:
    """The list released last, if any was."""
    require(actor, Permission.READ_PUBLIC)
    row = session.execute(_summaries().limit(1)).one_or_none()
    return ListSummary(*row) if row is not None else None


def show_list(session: Session, actor: Actor | None, slug: str) -> ListSummary:
    """The list named `slug`. Raises NotFound."""
    require(actor, Permission.READ_PUBLIC)
    row = session.execute(_summaries().where(OpportunityList.slug == slug)).one_or_none()
    if row is None:
        raise NotFound("There is no such opportunity list.")
    return ListSummary(*row)
