"""Listings with a published version and a contact, and released lists of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from marketplace.models import (
    Kind,
    Listing,
    ListingContact,
    ListingState,
    ListingVersion,
    Maturity,
    OpportunityList,
    OpportunityListItem,
    Organization,
)
from tests.factories.accounts import make_organization

NUMBERS = count(1)


def make_listing(
    session: Session,
    kind: Kind = Kind.SUPPLY,
    organization: Organization | None = None,
    state: ListingState = ListingState.PUBLISHED,
    code: str | None = None,
    **fields: Any,
) -> Listing:
    """A listing (published unless told otherwise). `fields` override its version's."""
    number = next(NUMBERS)
    listing = Listing(
        code=code or f"{'X' if kind is Kind.DEMAND else 'G'}9{number:04d}",
        kind=kind,
        state=state,
        organization=organization or make_organization(session),
        published_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    session.add(listing)
    session.flush()
    values: dict[str, Any] = {
        "title": f"测试条目{number}",
        "industry": "智能制造",
        "region": "武侯区",
        "summary": f"第{number}条的简介。",
        "description": "",
        "technologies": ["机器视觉"],
        "maturity": Maturity.PILOT if kind is Kind.SUPPLY else None,
        "budget_wan": 100 if kind is Kind.DEMAND else None,
        "deadline": date(2027, 6, 30) if kind is Kind.DEMAND else None,
        "cooperation": "采购服务",
        "content_hash": f"hash{number}",
    } | fields
    version = ListingVersion(listing_id=listing.id, number=1, **values)
    contact = ListingContact(
        listing_id=listing.id,
        name=f"联系人{number}",
        phone=f"028-8000-{number:04d}",
        email=f"c{number}@example.com",
    )
    session.add_all([version, contact])
    session.flush()
    if state is ListingState.PUBLISHED:
        listing.published_version = version
        session.flush()
    return listing


def make_list(session: Session, listings: Sequence[Listing], title: str = "测试机会清单") -> OpportunityList:
    """A released list of the listings' published versions."""
    number = next(NUMBERS)
    made = OpportunityList(slug=f"test-{number}", title=title, released_on=date(2026, 11, 1))
    session.add(made)
    session.flush()
    for position, listing in enumerate(listings, 1):
        session.add(
            OpportunityListItem(
                opportunity_list_id=made.id,
                listing_version_id=listing.published_version_id,
                position=position,
            )
        )
    session.flush()
    return made
