"""Staff ask for changes at two fields, the owner makes them, staff publish them. In a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from marketplace.database import transaction
from marketplace.models import Account, Role
from tests.browser.serving import Served
from tests.browser.writing_test import SignIn, check, press
from tests.browser.writing_test import signed_in as signed_in
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account
from tests.factories.drafts import GOOD, make_submission

pytestmark = pytest.mark.browser
WISHES = {"summary": "请写明每天多少人次", "budget_wan": "三年运维含在内吗？请写明总额"}
WHOLE = "写得不错，补两处即可"
SUMMARY = "门诊每天四千人次，患者平均候诊九十分钟，希望提前两小时预测排队并分流。"


@pytest.fixture
def people(served: Served, clock: MovableClock) -> dict[Role, Account]:
    """An owner whose need waits for staff, and a clerk."""
    with transaction(served.sessions) as session:
        made = {role: make_account(session, role) for role in (Role.DEMAND_OWNER, Role.STAFF)}
        make_submission(session, made[Role.DEMAND_OWNER], clock, RecordingQueue())
        return made


def read(staff: Page, key: str) -> Locator:
    """A field of the text that staff read."""
    return staff.locator(f".review-field:has(#field-{key})")


def open_waiting(staff: Page) -> None:
    """The one text that waits."""
    staff.goto("/staff/moderation")
    staff.get_by_role("row").get_by_role("link", name=GOOD["title"]).click()
    expect(staff.get_by_role("button", name="退回修改")).to_be_visible()


def ask(staff: Page) -> None:
    """A wish at each of two fields and a note about the whole; to ask for nothing is refused first."""
    open_waiting(staff)
    staff.get_by_role("button", name="退回修改").click()
    expect(staff.get_by_role("alert")).to_be_visible()
    for key, wish in WISHES.items():
        read(staff, key).locator("summary").click()
        read(staff, key).get_by_role("textbox").fill(wish)
    staff.get_by_label("总体意见").fill(WHOLE)
    check(staff)
    staff.get_by_role("button", name="退回修改").click()
    expect(staff.locator("#messages .notice-good")).to_be_visible()


def mend(owner: Page) -> None:
    """From the workspace to each field by the list of wishes, with the wish said at it; then in again."""
    owner.goto("/workspace/listings")
    owner.get_by_role("link", name="按意见修改").first.click()
    expect(owner.locator(".asked")).to_contain_text(WHOLE)
    wished = owner.locator(".asked").get_by_role("link")
    expect(wished).to_have_count(len(WISHES))
    for number, (key, wish) in enumerate(WISHES.items()):
        wished.nth(number).click()
        expect(owner.locator(f"#{key}")).to_be_focused()
        expect(owner.locator(f"#{key}")).to_have_accessible_description(re.compile(wish))
    check(owner)
    owner.fill("#summary", SUMMARY)
    owner.fill("#budget_wan", "120")
    press(owner, "submit")
    expect(owner.locator(".notice-good").first).to_be_visible()
    owner.goto("/workspace/listings")
    expect(owner.get_by_role("link", name="按意见修改")).to_have_count(0)


def test_changes_are_asked_for_at_two_fields_made_and_published(
    people: dict[Role, Account], signed_in: SignIn
) -> None:
    staff, owner = signed_in(people[Role.STAFF]), signed_in(people[Role.DEMAND_OWNER], 390)
    ask(staff)
    mend(owner)

    open_waiting(staff)
    expect(staff.locator(".review-field.is-changed")).to_have_count(len(WISHES))
    for key, wish in WISHES.items():
        expect(read(staff, key)).to_contain_text(wish)
    expect(read(staff, "summary").locator("ins").first).to_be_visible()
    expect(read(staff, "budget_wan").locator("ins")).to_contain_text("120")
    check(staff)
    staff.get_by_role("button", name=re.compile("^发布")).click()
    expect(staff.locator("#messages .notice-good")).to_be_visible()
    owner.goto("/items")
    owner.locator("main").get_by_role("link", name=GOOD["title"]).first.click()
    expect(owner.locator("main")).to_contain_text("每天四千人次")
    expect(owner.locator("main")).to_contain_text("120")
    for wish in (*WISHES.values(), WHOLE):
        expect(owner.locator("main")).not_to_contain_text(wish)
