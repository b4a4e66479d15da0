"""Lists and all listings: filters, order, search, bad addresses, the frozen text."""

from __future__ import annotations

import pytest
from justhtml import JustHTML
from sqlalchemy.orm import Session

from marketplace.models import Kind, ListingState, ListingVersion
from marketplace.services.listings.query import PAGE_SIZE
from marketplace.services.ports import Hit
from tests.doubles import FakeEngine
from tests.factories import make_listing
from tests.web.public.conftest import World, attribute
from tests.web.visitor import Visitor


def codes(document: JustHTML) -> list[str]:
    """The codes of the cards shown, in order."""
    return [node.to_text().strip() for node in document.query(".card .code")]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/items?sort=code", ["G01", "G02", "G03", "X01", "X02", "X03"]),
        ("/items?kind=demand&sort=code", ["X01", "X02", "X03"]),
        ("/items?kind=demand&kind=supply&industry=智慧医疗&sort=code", ["G03", "X02"]),
        ("/items?region=锦江区", ["X01"]),
        ("/items?technology=视频应用&sort=code", ["G01", "X01"]),
        ("/items?maturity=规模化应用", ["G02"]),
        ("/items?budget_from=100", ["X02"]),
        ("/items?budget_to=100", ["X01"]),
        ("/items?budget_from=95&budget_to=160&sort=budget", ["X02", "X01"]),
        ("/items?region=没有这个区", []),
    ],
)
def test_filters_narrow_and_sorts_order(
    visitor: Visitor, world: World, address: str, expected: list[str]
) -> None:
    assert codes(visitor.get(address)) == expected


def test_choices_say_how_many_listings_they_would_show(visitor: Visitor, world: World) -> None:
    document = visitor.get("/items?kind=demand")
    counts = {
        attribute(box, "value"): box.parent.query(".choice-count")[0].to_text().strip()
        for box in document.query("#facets input[type=checkbox]")
        if box.parent is not None
    }
    # Another kind would add its listings; the other facets count under the chosen kind.
    assert counts["supply"] == "3" and counts["demand"] == "3"
    assert counts["城市治理"] == "1" and counts["智慧医疗"] == "1"


def test_a_list_keeps_its_order_and_the_text_of_its_day(
    visitor: Visitor, session: Session, world: World
) -> None:
    newer = ListingVersion(
        listing_id=world.camera.id,
        number=2,
        title="后来改过的标题",
        industry="城市治理",
        region="锦江区",
        summary="新的简介",
        content_hash="newer",
    )
    session.add(newer)
    session.flush()
    world.camera.published_version = newer
    session.flush()
    frozen = visitor.get(f"/lists/{world.released.slug}")
    assert codes(frozen) == ["X01", "X02", "X03", "G01", "G02", "G03"]
    assert "沿街占道早发现" in frozen.to_text() and "后来改过的标题" not in frozen.to_text()
    assert "后来改过的标题" in visitor.get("/items").to_text()


def test_a_withdrawn_listing_leaves_the_list_and_the_list_says_so(
    visitor: Visitor, session: Session, world: World
) -> None:
    world.mask.state = ListingState.WITHDRAWN
    session.flush()
    document = visitor.get(f"/lists/{world.released.slug}")
    assert "G02" not in codes(document) and "人脸遮蔽网关" not in document.to_html()
    assert "其中 1 条已下架" in document.to_text()


def test_search_puts_what_is_named_first_and_adds_what_is_meant(
    visitor: Visitor, engine: FakeEngine, world: World
) -> None:
    engine.hits = [Hit(world.clinic.id, 0.9, 0.6, 0.3), Hit(world.scribe.id, 0.7, 0.5, 0.2)]
    document = visitor.get("/items?q=门诊病历")
    assert codes(document) == ["G03", "X02"]
    assert [node.to_text() for node in document.query("mark")] == ["门诊病历"]


def test_search_leaves_out_what_is_only_a_little_alike(
    visitor: Visitor, engine: FakeEngine, world: World
) -> None:
    engine.hits = [Hit(world.clinic.id, 0.9, 0.6, 0.0), Hit(world.bus.id, 0.1, 0.05, 0.0)]
    document = visitor.get("/items?q=医生打字太久")
    assert codes(document) == ["X02"]
    assert "以下按意思相近程度排列" in document.to_text()


def test_without_the_engine_exact_words_are_found_and_the_reader_is_told(
    visitor: Visitor, engine: FakeEngine, world: World
) -> None:
    engine.down = True
    document = visitor.get("/items?q=云图视觉&kind=supply")
    assert sorted(codes(document)) == ["G01", "G02"]
    assert "语义搜索暂时没有响应" in document.to_text()


def test_a_code_finds_its_listing_whatever_the_letter_case(visitor: Visitor, world: World) -> None:
    assert codes(visitor.get("/items?q=x02")) == ["X02"]


def test_nothing_found_offers_a_way_on(visitor: Visitor, world: World) -> None:
    document = visitor.get("/items?q=找不到的词&industry=智慧医疗")
    assert [attribute(link, "href") for link in document.query(".empty a")] == [
        "/items?q=%E6%89%BE%E4%B8%8D%E5%88%B0%E7%9A%84%E8%AF%8D",
        "/items",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/items?page=abc",
        "/items?page=-1",
        "/items?page=²",
        "/items?budget_from=-1",
        "/items?budget_to=NaN",
        "/items?budget_to=1e999999",
        "/items?budget_from=9&budget_to=1",
        "/items?kind=neither",
        "/items?maturity=new",
        "/items?sort=magic",
        "/items?q=" + "长" * 3000,
    ],
)
def test_a_bad_address_is_met_with_a_message(visitor: Visitor, world: World, address: str) -> None:
    assert len(visitor.get(address).query(".notice-warn")) == 1


@pytest.mark.parametrize(
    "address",
    ["/items?q=%ff%fe", "/items?q=a%01b", "/items?region=%ed%a0%80", "/items?page=9" + "9" * 5000],
)
def test_odd_bytes_do_no_harm(visitor: Visitor, world: World, address: str) -> None:
    page = visitor.get(address)
    assert page.query("h1")[0].to_text() == visitor.get("/items").query("h1")[0].to_text()
    assert page.query("main input[name=q]"), "one can search on"


@pytest.mark.parametrize("address", ["/items?q=a%00b", "/items/%00", "/lists/%00"])
def test_an_address_with_nul_is_refused_with_a_way_on(visitor: Visitor, address: str) -> None:
    assert visitor.get(address, expect=400).query('main a[href="/items"]')


def test_pages_follow_each_other_without_gap_or_overlap(visitor: Visitor, session: Session) -> None:
    made = {make_listing(session, Kind.SUPPLY).code for _ in range(PAGE_SIZE + 3)}
    first, second = visitor.get("/items"), visitor.get("/items?page=2")
    assert len(codes(first)) == PAGE_SIZE and len(codes(second)) == 3
    assert {*codes(first), *codes(second)} == made
    assert codes(visitor.get("/items?page=99")) == codes(second)


def test_an_htmx_request_learns_the_tidy_address(visitor: Visitor, world: World) -> None:
    response = visitor.client.get("/items?q=&kind=demand&budget_from=&sort=", headers={"HX-Request": "true"})
    assert response.headers["HX-Push-Url"] == "/items?kind=demand"


@pytest.mark.parametrize(("address", "most"), [("/items?kind=supply", 2), ("/items?q=病历&kind=supply", 3)])
def test_the_number_of_queries_does_not_grow_with_the_results(
    visitor: Visitor, world: World, queries: list[str], address: str, most: int
) -> None:
    queries.clear()
    visitor.get(address)
    assert len(queries) <= most, queries
