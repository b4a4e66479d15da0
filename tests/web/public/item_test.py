"""One listing's page."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.models import ListingState, Role
from marketplace.services.ports import Hit
from tests.doubles import FakeEngine
from tests.factories import make_account, make_listing
from tests.web.public.conftest import World, attribute
from tests.web.visitor import Visitor


def test_it_shows_the_text_the_organization_and_where_it_was_released(visitor: Visitor, world: World) -> None:
    text = visitor.get("/items/G01").to_text()
    organization = world.video.organization
    for expected in (
        "视频融合平台",
        organization.name,
        organization.unified_social_credit_code,
        "企业",
        "试点应用",
        "十一月机会清单",
        "联系人信息不公开",
    ):
        assert expected in text
    assert "人脸遮蔽网关" in text, "the organization's other listing"


def test_similar_listings_follow_the_engine_and_leave_out_itself(
    visitor: Visitor, engine: FakeEngine, world: World
) -> None:
    near, itself, far = (world.scribe, 0.9), (world.video, 1), (world.clinic, 0.2)
    engine.similar_hits = [Hit(listing.id, score, score, 0) for listing, score in (itself, near, far)]
    document = visitor.get("/items/G01")
    section = document.query(".cards-two")[0].query(".card-title")
    assert [node.to_text().strip() for node in section] == ["门诊病历助手"]


def test_without_the_engine_the_page_stands_and_says_what_is_missing(
    visitor: Visitor, engine: FakeEngine, world: World
) -> None:
    engine.down = True
    assert "撮合引擎暂时没有响应" in visitor.get("/items/X01").to_text()


def test_a_visitor_is_led_to_sign_in_and_back(visitor: Visitor, world: World) -> None:
    links = [attribute(link, "href") for link in visitor.get("/items/X01").query(".contact a")]
    assert links == ["/sign-in?next=/workspace/approach/X01"]


def test_a_company_is_led_to_its_interest(visitor: Visitor, session: Session, world: World) -> None:
    visitor.sign_in(make_account(session, Role.COMPANY))
    assert [attribute(link, "href") for link in visitor.get("/items/X01").query(".contact a")] == [
        "/workspace/approach/X01"
    ]


def test_a_withdrawn_listing_is_gone_with_a_way_on(visitor: Visitor, session: Session, world: World) -> None:
    world.video.state = ListingState.WITHDRAWN
    session.flush()
    document = visitor.get("/items/G01", expect=410)
    assert "视频融合平台" not in document.to_html()
    assert document.query('main a[href="/items"]')


def test_an_expired_listing_is_still_read_and_says_so(
    visitor: Visitor, session: Session, world: World
) -> None:
    world.video.state = ListingState.EXPIRED
    session.flush()
    assert "已过期" in visitor.get("/items/G01").to_text()


@pytest.mark.parametrize("state", [ListingState.DRAFT, ListingState.SUBMITTED])
def test_what_was_never_public_is_not_there(visitor: Visitor, session: Session, state: ListingState) -> None:
    listing = make_listing(session, state=state, title="尚未公开的看板")
    assert "尚未公开的看板" not in visitor.get(f"/items/{listing.code}", expect=404).to_html()
    assert "尚未公开的看板" not in visitor.get("/items?q=看板").to_html()


@pytest.mark.parametrize("path", ["/items/NOPE", "/lists/nope", "/nowhere"])
def test_what_is_not_there_has_a_page_of_its_own(visitor: Visitor, path: str) -> None:
    assert visitor.get(path, expect=404).query('main a[href="/"]')


def test_the_number_of_queries_is_bounded(
    visitor: Visitor, engine: FakeEngine, world: World, queries: list[str]
) -> None:
    engine.similar_hits = [Hit(world.scribe.id, 0.9, 0.9, 0), Hit(world.mask.id, 0.8, 0.8, 0)]
    queries.clear()
    visitor.get("/items/G01")
    assert len(queries) <= 6, queries
