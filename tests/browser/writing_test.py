"""A need from the empty form to the public page, in a real browser: owner and clerk in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from marketplace.database import transaction
from marketplace.models import Account, Role
from tests.browser.conftest import look
from tests.browser.serving import Served
from tests.factories import make_account
from tests.factories.accounts import PASSWORD
from tests.factories.drafts import typed
from tests.services.files.samples import PDF

pytestmark = pytest.mark.browser
CHOSEN = ("industry", "region")


SignIn = Callable[[Account], Page]


@pytest.fixture
def people(served: Served) -> dict[Role, Account]:
    """An owner of needs and a clerk."""
    with transaction(served.sessions) as session:
        return {role: make_account(session, role) for role in (Role.DEMAND_OWNER, Role.STAFF)}


@pytest.fixture
def signed_in(chromium: Browser, served: Served) -> Iterator[SignIn]:
    """Opens browsers; a script error or a breach of the content policy fails the test."""
    faults: list[str] = []
    contexts = []

    def sign_in(who: Account, width: int = 1440) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            base_url=served.address,
            locale="zh-CN",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
        )
        sign_in_at(page, who)
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert not faults, faults


def sign_in_at(page: Page, who: Account) -> None:
    """With the password, in this window."""
    page.goto("/sign-in")
    page.fill("input[name=email]", who.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def check(page: Page) -> None:
    """No serious accessibility finding and nothing wider than the screen, at a desk and on a phone."""
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        look(page)


def fill(page: Page, fields: dict[str, str]) -> None:
    """Type into the form."""
    for key, value in fields.items():
        if key in CHOSEN:
            page.select_option(f"#{key}", value)
        else:
            page.fill(f"#{key}", value)


def press(page: Page, action: str) -> None:
    """Press a button of the form's bar."""
    page.click(f".draft-bar button[value={action}]")
    page.wait_for_load_state()


def write_need(owner: Page, fields: dict[str, str]) -> str:
    """Fill in, be told what is missing, preview, hand in; the address of the form."""
    owner.goto("/workspace/listings")
    owner.click("main form:has(input[name=kind][value=demand]) button, main button[name=kind][value=demand]")
    owner.wait_for_url("**/edit")
    form = owner.url
    fill(owner, {**fields, "summary": ""})
    expect(owner.locator("#save-state .save-good")).to_be_visible()
    expect(owner.locator("#seen")).not_to_have_value("1")
    owner.set_input_files("#files", {"name": "图纸.pdf", "mimeType": "application/pdf", "buffer": PDF})
    expect(owner.locator("#attached")).to_contain_text("图纸.pdf")
    owner.reload()
    expect(owner.locator("#title")).to_have_value(fields["title"])

    press(owner, "submit")
    expect(owner.locator(".error-summary a")).to_have_attribute("href", "#summary")
    check(owner)
    fill(owner, {"summary": fields["summary"]})
    press(owner, "preview")
    expect(owner.locator("main h1")).to_contain_text(fields["title"])
    expect(owner.locator("main")).not_to_contain_text(fields["contact_phone"])
    owner.click(".preview-bar a")
    press(owner, "submit")
    expect(owner.locator(".notice-good")).to_be_visible()
    check(owner)
    return form


def ask_for_change(staff: Page, title: str) -> None:
    """Open what waits and send it back with a wish at one field."""
    staff.goto("/staff/moderation")
    check(staff)
    staff.click(f"main a:has-text('{title}')")
    check(staff)
    submission = staff.url
    staff.click(".review-field:has(#field-summary) summary")
    staff.fill("#comment-summary", "请写明每天多少人次")
    staff.locator("#comment-summary").blur()
    staff.keyboard.press("c")
    staff.wait_for_url(lambda url: url != submission)


def test_a_need_from_the_empty_form_to_the_public_page(
    people: dict[Role, Account], signed_in: SignIn
) -> None:
    owner, staff = signed_in(people[Role.DEMAND_OWNER]), signed_in(people[Role.STAFF])
    fields = typed()
    form = write_need(owner, fields)
    ask_for_change(staff, fields["title"])
    owner.goto(form)
    expect(owner.locator("#summary-comment")).to_contain_text("请写明每天多少人次")
    check(owner)
    press(owner, "submit")
    expect(owner.locator(".notice-warn").first).to_contain_text("没有变化")
    fill(owner, {"summary": "门诊每天四千人次，患者平均候诊九十分钟，希望提前两小时预测排队并分流。"})
    press(owner, "submit")
    expect(owner.locator(".notice-good")).to_be_visible()

    staff.goto("/staff/moderation")
    staff.click(f"main a:has-text('{fields['title']}')")
    expect(staff.locator(".review-field.is-changed")).to_have_count(1)
    staff.wait_for_load_state()  # the keys work once the scripts are there
    submission = staff.url
    staff.keyboard.press("p")
    staff.wait_for_url(lambda url: url != submission)
    owner.goto("/items")
    owner.click(f"main a:has-text('{fields['title']}')")
    expect(owner.locator("main")).to_contain_text("每天四千人次")
    expect(owner.locator("main")).to_contain_text("图纸.pdf")
    check(owner)


def test_two_windows_of_one_form(people: dict[Role, Account], signed_in: SignIn) -> None:
    first = signed_in(people[Role.DEMAND_OWNER])
    first.goto("/workspace/listings")
    first.click("main form:has(input[name=kind][value=demand]) button, main button[name=kind][value=demand]")
    first.wait_for_url("**/edit")
    second = first.context.new_page()
    second.goto(first.url)
    fill(first, {"title": "一号窗口"})
    press(first, "save")
    fill(second, {"title": "二号窗口"})
    press(second, "save")
    expect(second.locator(".conflict-table")).to_contain_text("一号窗口")
    check(second)
    second.click("button[name=overwrite]")
    expect(second.locator("#title")).to_have_value("二号窗口")
    expect(second.locator(".conflict-table")).to_have_count(0)


def test_what_was_typed_after_the_session_ended_comes_back_in_another_window(
    people: dict[Role, Account], signed_in: SignIn
) -> None:
    owner = people[Role.DEMAND_OWNER]
    first = signed_in(owner)
    first.goto("/workspace/listings")
    first.click("main form:has(input[name=kind][value=demand]) button, main button[name=kind][value=demand]")
    first.wait_for_url("**/edit")
    form = first.url
    first.context.clear_cookies()
    fill(first, {"title": "登录失效后写下的标题"})
    expect(first.locator("#draft-lost")).to_be_visible()
    check(first)
    second = first.context.new_page()
    sign_in_at(second, owner)
    second.goto(form)
    expect(second.locator("#draft-restored")).to_be_visible()
    expect(second.locator("#title")).to_have_value("登录失效后写下的标题")
    expect(second.locator("#save-state .save-good")).to_be_visible()
    second.reload()
    expect(second.locator("#title")).to_have_value("登录失效后写下的标题")
