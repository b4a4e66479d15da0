"""A demand owner checks a need while typing it; staff see the same of what is published."""

from __future__ import annotations

import pytest

from tests.browser.conftest import NewPerson

pytestmark = pytest.mark.browser
CHOSEN = """() => {
    const field = document.activeElement;
    return field.value.slice(field.selectionStart, field.selectionEnd);
}"""
STAYS = """async () => {
    const button = document.querySelector("#clarity-constraints button");
    const answered = new Promise((done) => {
        document.addEventListener("htmx:afterRequest", done, { once: true });
    });
    document.querySelector("#description").dispatchEvent(new Event("change", { bubbles: true }));
    await answered;
    return button.isConnected;
}"""


@pytest.mark.parametrize(("language", "width"), [("zh", 1440), ("en", 390)])
def test_a_need_is_read_while_it_is_typed(person: NewPerson, language: str, width: int) -> None:
    owner = person(language=language, width=width).sign_in("demand@example.com")
    page = owner.open("/workspace/check-need")
    owner.check()
    page.fill("#title", "智慧园区")
    page.fill("#summary", "拟建设一套智慧园区平台。")
    page.fill("#description", "系统应符合相关标准。")
    page.locator(".clarity-one mark", has_text="符合相关标准").wait_for()
    owner.check()
    assert "7" in page.locator("#clarity-said").inner_text()

    note = page.locator("#description-clarity a[href='#clarity-constraints']")
    note.click()
    assert page.evaluate("document.activeElement.id") == "clarity-constraints"

    example = page.locator("[data-keeps=constraints]")
    example.locator("summary").click()
    page.locator("[data-leads=description][data-end]").first.click()
    assert page.evaluate(CHOSEN) == "系统应符合相关标准"

    page.keyboard.type("数据不出园区机房")
    page.locator(".clarity-one mark", has_text="符合相关标准").wait_for(state="detached")
    page.locator(".clarity-told-one q", has_text="数据不出").first.wait_for()


def test_typing_goes_on_while_the_need_is_read_and_the_examples_follow_the_industry(
    person: NewPerson,
) -> None:
    page = person().sign_in("demand@example.com").open("/workspace/check-need")
    page.fill("#summary", "拟建设一套智慧水务平台。")
    page.locator("#summary-clarity a").first.wait_for()
    page.focus("#description")
    page.keyboard.type("系统应符合相关标准。", delay=60)
    page.locator("#description-clarity a").first.wait_for()
    assert page.evaluate("document.activeElement.id") == "description"
    assert page.input_value("#description") == "系统应符合相关标准。"
    page.select_option("#industry", "智慧水务")
    page.locator("[data-keeps=acceptance] p", has_text="挖坑准确率").wait_for(state="attached")


def test_an_example_that_was_opened_stays_open(person: NewPerson) -> None:
    page = person().sign_in("demand@example.com").open("/workspace/check-need")
    page.fill("#summary", "拟建设一套智慧园区平台。")
    page.locator("[data-keeps=users] summary").click()
    page.fill("#description", "系统应符合相关标准。")
    page.locator(".clarity-one mark", has_text="符合相关标准").wait_for()
    assert page.locator("[data-keeps=users][open]").count() == 1


def test_staff_read_what_is_unclear_beside_the_text(person: NewPerson) -> None:
    staff = person().sign_in("staff@example.com")
    page = staff.open("/staff/listings/X05")
    assert page.locator(".clarity-one").count() >= 3
    staff.check()


def test_a_wrong_finding_is_set_aside_by_the_keyboard_and_taken_back(person: NewPerson) -> None:
    owner = person(width=390).sign_in("demand@example.com")
    page = owner.open("/workspace")
    page.locator("form:has(input[name=kind][value=demand]) button").first.click()
    page.wait_for_url("**/edit*")
    page.fill("#summary", "拟建设一套智慧水务平台。")
    page.fill("#description", "系统应符合相关标准。")
    page.locator("#clarity-constraints mark", has_text="符合相关标准").wait_for()
    page.locator("#clarity-constraints button").press("Enter")
    page.locator(".clarity-aside q", has_text="符合相关标准").wait_for()
    assert page.evaluate("document.activeElement.id") == "clarity-findings"
    owner.check()
    page.locator(".clarity-aside button").press("Enter")
    page.locator("#clarity-constraints mark", has_text="符合相关标准").wait_for()


def test_an_answer_that_says_nothing_new_leaves_the_buttons_where_they_are(person: NewPerson) -> None:
    page = person().sign_in("demand@example.com").open("/workspace")
    page.locator("form:has(input[name=kind][value=demand]) button").first.click()
    page.wait_for_url("**/edit*")
    page.fill("#description", "系统应符合相关标准。")
    page.locator("#clarity-constraints mark", has_text="符合相关标准").wait_for()
    assert page.evaluate(STAYS)
