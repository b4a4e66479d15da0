"""Open one listing: its public text, its organization, where it was released, and what stands near it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Gone, NotFound
from marketplace.models import Listing, ListingVersion, OpportunityList, OpportunityListItem, StoredFile
from marketplace.permissions import Actor, Permission, require
from marketplace.services.files.attached import files_of
from marketplace.services.listings.card import ListingCard, card_columns, to_card
from marketplace.services.listings.shelf import PUBLISHED, READABLE
from marketplace.services.listings.similar import find_similar
from marketplace.services.ports import MatchingEngine

RELATED = 4


@dataclass(frozen=True)
class Release:
    """A list that a listing stands on, and the version it was released with."""

    slug: str
    title: str
    version: int


@dataclass(frozen=True)
class ListingPage:
    """All that a listing's page shows. `similar` is None when the engine is down."""

    listing: Listing
    version: ListingVersion
    releases: list[Release]
    related: list[ListingCard]
    similar: list[ListingCard] | None
    files: Sequence[StoredFile] = ()


def show_listing(session: Session, actor: Actor | None, code: str, *, engine: MatchingEngine) -> ListingPage:
    """The page of the listing `code`.

    Raises NotFound if there is none or it was never public, Gone if it was withdrawn.
    """
    require(actor, Permission.READ_PUBLIC)
    listing = session.scalar(select(Listing).where(Listing.code == code))
    if listing is None or listing.published_version is None:
        raise NotFound("There is no listing with this code.")
    if listing.state not in READABLE:
        raise Gone("Its owner or our staff took it down.")
    return ListingPage(
        listing=listing,
        version=listing.published_version,
        releases=find_releases(session, listing.id),
        related=find_related(session, listing),
        similar=find_similar(session, listing.id, engine=engine),
        files=files_of(session, listing.published_version.id),
    )


def find_releases(session: Session, listing_id: int) -> list[Release]:
    """The lists that the listing stands on, latest first."""
    chosen = (
        select(OpportunityList.slug, OpportunityList.title, ListingVersion.number)
        .join(OpportunityListItem, OpportunityListItem.opportunity_list_id == OpportunityList.id)
        .join(ListingVersion, ListingVersion.id == OpportunityListItem.listing_version_id)
        .where(ListingVersion.listing_id == listing_id)
        .order_by(OpportunityList.released_on.desc(), OpportunityList.id.desc())
    )
    return [Release(*row) for row in session.execute(chosen)]


def find_related(session: Session, listing: Listing) -> list[ListingCard]:
    """Other published listings of the same organization."""
    rows = PUBLISHED.rows().subquery()
    chosen = (
        select(*card_columns(rows))
        .join(Listing, Listing.id == rows.c.id)
        .where(Listing.organization_id == listing.organization_id, Listing.id != listing.id)
        .order_by(rows.c.code)
        .limit(RELATED)
    )
    return [to_card(row) for row in session.execute(chosen)]
