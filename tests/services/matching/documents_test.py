"""A listing's text as the matcher takes it, and which edits of it matter."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from marketplace.models import Kind, ListingVersion
from marketplace.services.matching.changes import is_material
from marketplace.services.matching.documents import content_hash_of, document_of
from tests.factories import make_listing


def version(**fields: Any) -> ListingVersion:
    values: dict[str, Any] = {
        "title": "管网漏点定位",
        "industry": "智慧水务",
        "region": "武侯区",
        "summary": "找到漏点，误差不超过1.5米。",
        "description": "",
        "technologies": ["听音", "相关分析"],
        "cooperation": "采购服务",
    }
    return ListingVersion(**(values | fields))


def test_the_document_holds_the_text_and_no_contact(session: Session) -> None:
    listing = make_listing(session, Kind.DEMAND, budget_wan=Decimal("80.50"))
    assert listing.published_version is not None

    document = document_of(listing, listing.published_version)

    assert document.id == str(listing.id)
    assert document.kind == "demand"
    assert document.organization == listing.organization.name
    assert document.budget_wan == 80.5
    assert "028-8000" not in repr(document)


def test_the_hash_is_that_of_the_text_alone(session: Session) -> None:
    listing = make_listing(session, Kind.SUPPLY)
    assert listing.published_version is not None
    document = document_of(listing, listing.published_version)

    assert content_hash_of(Kind.SUPPLY, listing.published_version) == document.content_hash
    assert content_hash_of(Kind.SUPPLY, version()) == content_hash_of(Kind.SUPPLY, version(number=7))
    assert content_hash_of(Kind.SUPPLY, version()) != content_hash_of(Kind.DEMAND, version())
    assert content_hash_of(Kind.SUPPLY, version()) != content_hash_of(Kind.SUPPLY, version(title="另一个"))


def test_the_hash_is_the_same_before_and_after_writing(session: Session) -> None:
    listing = make_listing(session, Kind.DEMAND)
    unwritten = version(listing_id=listing.id, number=2, budget_wan=Decimal(80), content_hash="x")
    before = content_hash_of(Kind.DEMAND, unwritten)
    session.add(unwritten)
    session.flush()
    session.refresh(unwritten)

    assert content_hash_of(Kind.DEMAND, unwritten) == before


@pytest.mark.parametrize(
    "fields",
    [
        {"summary": "找到漏点 , 误差不超过 1.5 米!"},
        {"title": "管网漏点定位 "},
        {"technologies": ["相关分析", "听音"]},
        {"summary": "找到漏点，误差不超过１.５米。"},
        {"cases": ""},
    ],
)
def test_these_edits_are_trivial(fields: dict[str, Any]) -> None:
    assert not is_material(version(), version(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"summary": "找到漏点，误差不超过15米。"},
        {"summary": "找不到漏点，误差不超过1.5米。"},
        {"technologies": ["听音"]},
        {"budget_wan": Decimal(80)},
        {"region": "锦江区"},
        {"cases": "用于某水厂。"},
    ],
)
def test_these_edits_are_material(fields: dict[str, Any]) -> None:
    assert is_material(version(), version(**fields))
