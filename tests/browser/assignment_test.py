"""Staff share out the demonstration list in a real browser: preview, apply, take back."""

from __future__ import annotations

import pytest

from tests.browser.conftest import NewPerson

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "width"), [("zh", 1440), ("en", 390)])
def test_previewed_applied_and_taken_back(person: NewPerson, language: str, width: int) -> None:
    clerk = person(language, width).sign_in("staff@example.com")
    page = clerk.open("/staff/lists/demo/assignment")
    page.fill("input[name=supplier_cap]", "1")
    page.fill("input[name=organization_cap]", "2")
    page.click(".assignment-form button")
    page.wait_for_selector("form[action$='/apply']", timeout=120_000)  # the page renews itself
    clerk.check()
    assert page.locator(".exposures li").count() > 1
    page.click("form[action$='/apply'] button")
    page.wait_for_selector(".trade form[action$='/undo']")
    clerk.check()
    page.click(".trade form[action$='/undo'] button")
    page.wait_for_selector(".trade")
    assert page.locator("form[action$='/undo']").count() == 0
