"""The home page, the index of lists, the menu and the language."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.models import Role
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.factories.introduced import make_claim, make_introduced
from tests.factories.journeys import make_journeys
from tests.web.public.conftest import World, attribute
from tests.web.visitor import Visitor

EVERYBODY = ("/", "/lists", "/items", "/kinds", "/done")
PAGES = ("/", "/lists", "/items", "/items/X01", "/items?q=视频&industry=城市治理")


def test_it_shows_the_latest_list_the_newest_needs_and_the_figures(visitor: Visitor, world: World) -> None:
    document = visitor.get("/")
    assert document.query(f'.latest h2 a[href="/lists/{world.released.slug}"]')
    assert "需求 3 条" in document.to_text() and "供给 3 条" in document.to_text()
    assert len(document.query(".card-demand")) == 3 and not document.query(".card-supply")
    bars = {link.to_text().strip(): attribute(link, "href") for link in document.query(".bars a")}
    assert bars["城市治理"] == "/items?industry=%E5%9F%8E%E5%B8%82%E6%B2%BB%E7%90%86"
    assert bars["规模化应用"].startswith("/items?maturity=") and bars["需求"] == "/items?kind=demand"


def test_an_empty_site_has_a_home_page_too(visitor: Visitor) -> None:
    assert not visitor.get("/").query(".latest")
    assert visitor.get("/lists").query(".empty")
    assert visitor.get("/items").query(".empty")


def test_few_queries_make_the_home_page(visitor: Visitor, world: World, queries: list[str]) -> None:
    queries.clear()
    visitor.get("/")
    assert len(queries) <= 5, queries


def test_what_got_done_is_counted_apart_and_only_when_confirmed(
    visitor: Visitor, session: Session, clock: MovableClock
) -> None:
    make_claim(session, clock, make_introduced(session, clock))
    session.commit()
    assert not visitor.get("/").query(".done-figure")
    make_journeys(session, clock)
    session.commit()
    figures = visitor.get("/").query(".done-figure")
    assert [" ".join(figure.to_text().split()) for figure in figures] == ["意向 0", "已签约 1", "已落地 1"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_speaks_english_too(visitor: Visitor, world: World, path: str) -> None:
    visitor.post("/language", {"language": "en", "next": path}, expect=303)
    assert attribute(visitor.get(path).query("html")[0], "lang") == "en"


@pytest.mark.parametrize(
    ("wanted", "address"),
    [
        ("/items?kind=demand&lang=en", "/items?kind=demand"),
        ("/lists", "/lists"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_switching_leads_back_and_never_off_the_site(visitor: Visitor, wanted: str, address: str) -> None:
    response = visitor.post("/language", {"language": "zh_Hans_CN", "next": wanted}, expect=303)
    assert response.headers["Location"] == address


def test_the_language_is_kept_with_the_account(visitor: Visitor, session: Session) -> None:
    account = make_account(session, Role.COMPANY)
    visitor.sign_in(account).post("/language", {"language": "en", "next": "/"}, expect=303)
    session.refresh(account)
    assert account.language == "en"


def test_an_unknown_language_is_refused(visitor: Visitor) -> None:
    before = attribute(visitor.get("/").query("html")[0], "lang")
    visitor.post("/language", {"language": "xx"}, expect=400)
    assert attribute(visitor.get("/").query("html")[0], "lang") == before


def test_a_forged_form_is_refused_with_an_explanation(visitor: Visitor) -> None:
    response = visitor.client.post("/language", data={"language": "en"})
    assert response.status_code == 400 and "打开时间过长" in response.get_data(as_text=True)


MATCHMAKING = (
    *("/staff", "/staff/dashboard", "/staff/requests", "/staff/stalled", "/staff/moderation"),
    *("/staff/verifications", "/staff/imports/"),
)
SELDOM = (
    *("/staff/assignments", "/staff/kinds", "/staff/quality"),
    *("/staff/agreement", "/staff/learning", "/staff/mail"),
)
ADMINISTRATION = ("/admin/accounts", "/admin/audit")


@pytest.mark.parametrize(
    ("role", "places", "work"),
    [
        (None, EVERYBODY, []),
        (Role.COMPANY, (*EVERYBODY, "/workspace"), []),
        (Role.STAFF, EVERYBODY, [MATCHMAKING, SELDOM]),
        (Role.ADMINISTRATOR, EVERYBODY, [("/staff/verifications",), ADMINISTRATION, SELDOM[3:]]),
        (Role.AUDITOR, EVERYBODY, [ADMINISTRATION, ("/staff/agreement",)]),
    ],
)
def test_the_menus_show_what_one_may_open(
    visitor: Visitor,
    session: Session,
    role: Role | None,
    places: tuple[str, ...],
    work: list[tuple[str, ...]],
) -> None:
    if role is not None:
        visitor.sign_in(make_account(session, role))
    document = visitor.get("/")
    assert tuple(attribute(a, "href") for a in document.query(".menu ul")[0].query("a")) == places
    for groups in (document.query(".work-menu .work-group"), document.query(".work-sheet > div")):
        assert [tuple(attribute(a, "href") for a in group.query("a")) for group in groups] == work


@pytest.mark.parametrize(
    ("path", "marked"), [("/staff/quality", "/staff/quality"), ("/staff/kinds/new", "/staff/kinds")]
)
def test_the_work_menu_marks_where_one_is(visitor: Visitor, session: Session, path: str, marked: str) -> None:
    document = visitor.sign_in(make_account(session, Role.STAFF)).get(path)
    for menu in (".work-menu-row", ".work-sheet"):  # one of the two is shown, by the width of the screen
        current = document.query(f"{menu} [aria-current]")
        assert [attribute(link, "href") for link in current] == [marked]


def test_a_slash_at_the_end_of_an_address_does_no_harm(visitor: Visitor, session: Session) -> None:
    assert visitor.client.get("/staff/").location == "/sign-in?next=%2Fstaff%2F"
    visitor.sign_in(make_account(session, Role.STAFF))
    for path in ("/items", "/staff"):
        heading = visitor.get(path).query("h1")[0].to_text()
        assert visitor.get(f"{path}/").query("h1")[0].to_text() == heading
