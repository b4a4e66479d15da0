"""After the introduction, in a real browser: times, calendar, pilot, signing with its file, delivery."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from marketplace.database import transaction
from marketplace.models import Account, Kind
from tests.browser.conftest import TOO_WIDE
from tests.browser.serving import Served
from tests.doubles import MovableClock
from tests.factories.accounts import PASSWORD
from tests.factories.introduced import PDF, make_introduced
from tests.factories.recommended import Recommended

pytestmark = [
    pytest.mark.browser,
    # Of a font that a browser breaks off, the development server leaves the file to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@dataclass(frozen=True)
class Place:
    """A served site with one introduced pair, by a clock that the test moves."""

    address: str
    clock: MovableClock
    pair: Recommended


@pytest.fixture
def place(served: Served, clock: MovableClock) -> Place:
    """Up."""
    with transaction(served.sessions) as session:
        return Place(served.address, clock, make_introduced(session, clock))


class Side:
    """Somebody of one side with a browser of their own, on the pair's page."""

    def __init__(self, browser: Browser, place: Place, account: Account, side: Kind) -> None:
        context = browser.new_context(accept_downloads=True, locale="zh-CN")
        self.page: Page = context.new_page()
        self.pair = f"{place.address}/workspace/matches/{place.pair.match.id}?side={side.value}"
        self.door, self.email = f"{place.address}/sign-in", account.email
        self.sign_in()

    def sign_in(self) -> None:
        """At first, and again on another day: nobody stays signed in over night."""
        self.page.goto(self.door)
        self.page.fill("input[name=email]", self.email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main form button[type=submit]")

    def look(self, heading: str) -> Page:
        """Open the pair; the next action is what it should be, and nothing is wider than the page."""
        self.page.goto(self.pair)
        expect(self.page.locator("#follow-title")).to_have_text(heading)
        assert not self.page.evaluate(TOO_WIDE)
        return self.page

    def step(self, link: str, **values: str) -> None:
        """Open a step from the pair, fill its form in and send it."""
        self.page.goto(self.pair)
        self.page.locator("#follow").get_by_role("link", name=link, exact=True).click()
        for name, value in values.items():
            self.page.fill(f"main [name={name}]", value)
        assert not self.page.evaluate(TOO_WIDE)

    def send(self) -> None:
        """Send the form; the pair says what was done."""
        self.page.click("main form button[type=submit]")
        expect(self.page.locator(".notice-good").first).to_be_visible()


def test_from_the_introduction_to_the_delivery(chromium: Browser, place: Place, tmp_path: Path) -> None:
    company = Side(chromium, place, place.pair.company, Kind.SUPPLY)
    owner = Side(chromium, place, place.pair.owner, Kind.DEMAND)
    agreement = tmp_path / "协议.pdf"
    agreement.write_bytes(PDF)

    company.look("约一次洽谈")
    company.step("提出洽谈时间", slot_1="2026-11-04T10:00", slot_2="2026-11-05T14:30", place="天府大道1号3楼")
    company.send()
    page = owner.look("请选定洽谈时间")
    page.locator("input[name=slot]").nth(1).check()
    page.get_by_role("button", name="就定这个时间").click()
    page = company.look("洽谈即将举行")
    with page.expect_download() as download:
        page.get_by_role("link", name="加入我的日历").click()
    event = Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")[0]
    assert event.decoded("dtstart").strftime("%m-%d %H:%M %z") == "11-05 14:30 +0800"

    place.clock.move(days=4)
    for side in (company, owner):
        side.sign_in()
    owner.look("洽谈举行了吗？")
    owner.step("说明是否举行", text="双方同意先试点一个月")
    owner.send()
    owner.look("商定下一步")
    owner.step(
        "登记试点", starts_on="2026-11-09", ends_on="2026-12-08", place="东门站", measures="误报率低于5%"
    )
    owner.send()
    company.look("试点进行中")
    place.clock.move(days=33)
    for side in (company, owner):
        side.sign_in()
    company.look("登记试点结果")
    company.step("登记试点结果", on="2026-12-08", result="误报率3.1%，达标")
    company.send()

    company.look("登记签约")
    company.step("已签约", happened_on="2026-12-09", amount_wan="88.5")
    company.page.set_input_files("input[name=file]", str(agreement))
    company.send()
    company.look("等待对方确认")
    owner.look("请确认对方申报的成果").get_by_role("button", name="确认属实").click()
    owner.look("登记落地")
    owner.step("已落地", happened_on="2026-12-09", text="系统上线并通过验收")
    owner.send()
    company.look("请确认对方申报的成果").get_by_role("button", name="确认属实").click()
    company.look("已落地，是否同意公开？")
    assert company.page.locator(".timeline-entry").count() >= 9
