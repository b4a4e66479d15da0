"""What the two sides do of their own accord, in a real browser: decline, show interest, invite."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from marketplace.database import transaction
from marketplace.models import Account, Kind, Listing, ListingContact, Match, MatchState
from tests.browser.conftest import look
from tests.browser.serving import Served
from tests.factories import make_listing
from tests.factories.accounts import PASSWORD
from tests.factories.recommended import Recommended, make_recommended

pytestmark = pytest.mark.browser
WHY = "车间里每天要换三十把铣刀，两边可以先在一条线上试。"

Enter = Callable[[Account, int], Page]


@pytest.fixture
def pair(served: Served) -> Recommended:
    """Recommended; neither side has answered. Each side has one more listing that nobody has paired."""
    with transaction(served.sessions) as session:
        made = make_recommended(session)
        made.owner.organization.name, made.company.organization.name = "青竹湾机床厂", "丹枫科技"
        make_listing(session, Kind.DEMAND, made.owner.organization, title="铣刀磨损早知道")
        make_listing(session, Kind.SUPPLY, made.company.organization, title="刀具磨损监测终端")
    return made


@pytest.fixture
def enter(chromium: Browser, served: Served) -> Iterator[Enter]:
    """Windows of people who have signed in; a script error fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_window(who: Account, width: int) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, base_url=served.address, locale="zh-CN"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto("/sign-in")
        page.fill("input[name=email]", who.email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_load_state()
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not faults, faults


def decline(company: Page, match_id: int, reason: str) -> None:
    """Open the pair and say no."""
    company.goto(f"/workspace/matches/{match_id}")
    company.click("details.decline summary")
    company.click("details.decline button[type=submit]")
    expect(company.locator(".error-summary a")).to_have_attribute("href", "#reason")
    look(company)
    company.check(f"details.decline input[value={reason}]")
    company.click("details.decline button[type=submit]")
    expect(company.locator("details.decline")).to_have_count(0)


def state_of(served: Served, match_id: int) -> MatchState:
    with transaction(served.sessions) as session:
        return session.get_one(Match, match_id).state


def test_a_decline_is_overridden_once_and_confirmed_then(
    served: Served, pair: Recommended, enter: Enter
) -> None:
    company, staff = enter(pair.company, 390), enter(pair.staff, 1440)
    decline(company, pair.match.id, "no_capacity")
    staff.goto("/staff?tab=declined")
    staff.click(f'main a[href*="/matches/{pair.match.id}"]')
    staff.get_by_role("button", name="推翻谢绝").click()
    expect(staff.locator(".notice-bad, .field-error").first).to_be_visible()  # it needs a note
    assert state_of(served, pair.match.id) is MatchState.DECLINED
    staff.fill(".decision-settle #note", "企业来电说下月有人手。")
    staff.get_by_role("button", name="推翻谢绝").click()
    expect(staff.locator(".decision-settle")).to_have_count(0)
    assert state_of(served, pair.match.id) is MatchState.RECOMMENDED

    decline(company, pair.match.id, "no_capacity")
    staff.goto(f"/staff/matches/{pair.match.id}")
    staff.get_by_role("button", name="确认谢绝").click()
    expect(staff.locator(".decision-settle")).to_have_count(0)
    assert state_of(served, pair.match.id) is MatchState.CLOSED
    with transaction(served.sessions) as session:
        hidden = session.get_one(ListingContact, pair.match.supply_id).phone
    owner = enter(pair.owner, 1440)
    for page in (company, owner):
        page.goto(f"/workspace/matches/{pair.match.id}")
        expect(page.locator("main")).to_contain_text("已关闭")
        look(page)
    expect(owner.locator("main")).not_to_contain_text(hidden)
    expect(owner.locator("main")).not_to_contain_text("企业来电说下月有人手。")


@pytest.mark.parametrize("asks", [Kind.SUPPLY, Kind.DEMAND])
def test_a_side_asks_for_a_pair_and_staff_recommend_it(
    served: Served, pair: Recommended, enter: Enter, asks: Kind
) -> None:
    who, other = pair.on(asks), Kind.DEMAND if asks is Kind.SUPPLY else Kind.SUPPLY
    with transaction(served.sessions) as session:
        code = session.scalars(
            select(Listing.code)
            .where(Listing.organization_id == pair.on(other).organization_id)
            .where(Listing.kind == other)
            .order_by(Listing.id.desc())
            .limit(1)
        ).one()
        own = session.scalars(
            select(Listing.code)
            .where(Listing.organization_id == who.organization_id)
            .where(Listing.kind == asks)
            .order_by(Listing.id.desc())
        ).first()
    side = enter(who, 390 if asks is Kind.DEMAND else 1440)
    side.goto(f"/items/{code}")
    side.click("main a[href*='/approach']")
    look(side)
    side.check(f"input[name=own][value={own}]")
    side.click("main form button[type=submit]")
    expect(side.locator("#reason")).to_be_focused()  # the browser itself asks for it
    expect(side.locator(f"input[name=own][value={own}]")).to_be_checked()
    side.fill("#reason", WHY)
    side.click("main form button[type=submit]")
    expect(side.locator(".flashes .notice-good")).to_be_visible()

    with transaction(served.sessions) as session:
        made = session.scalars(select(Match).order_by(Match.id.desc())).first()
        assert made is not None and made.id != pair.match.id
        number = made.id
    staff = enter(pair.staff, 1440)
    staff.goto(f"/staff/matches/{number}")
    expect(staff.locator("main")).to_contain_text(WHY)
    look(staff)
    staff.click("form[action*='/recommend'] button[type=submit]")
    expect(staff.locator(f"form[action*='/{number}/recommend']")).to_have_count(0)
    assert state_of(served, number) is MatchState.RECOMMENDED
    side.goto("/workspace")
    expect(side.locator(f"main a[href*='/workspace/matches/{number}']").first).to_be_visible()
    invited = enter(pair.on(other), 390)
    invited.goto(f"/workspace/matches/{number}")
    expect(invited.locator("main form[action$='/accept']")).to_be_visible()
    look(invited)
