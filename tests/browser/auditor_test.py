"""The auditor reads everything that happened, takes it along, and can change nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.answer_walk_test import Place, enter, place, recommend
from tests.browser.conftest import look

__all__ = ["place"]  # the fixture: a served site with one suggested pair

pytestmark = pytest.mark.browser
# Places that the auditor's own menu does not offer, of staff, of a side and of an administrator.
CLOSED = ("/staff", "/workspace", "/admin/accounts/confirm")


def test_the_trail_is_read_filtered_and_taken_along(chromium: Browser, place: Place) -> None:
    recommend(enter(chromium, place, "staff"), place)
    auditor = enter(chromium, place, "auditor")
    auditor.goto(f"{place.address}/admin/audit")
    look(auditor)
    everything = auditor.locator("main tbody tr").count()
    auditor.select_option("#entity_type", "matches")
    auditor.click(".trail-buttons button")
    rows = auditor.locator("main tbody tr")
    expect(rows.first).to_contain_text("→")
    assert 0 < rows.count() < everything
    expect(rows.first).to_contain_text("测试人员")
    look(auditor)

    with auditor.expect_download() as taken:
        auditor.click(".trail-take a[href*='jsonl']")
    lines = Path(taken.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(lines) == rows.count()
    assert {json.loads(line)["entity_type"] for line in lines} == {"matches"}
    auditor.goto(f"{place.address}/admin/audit")
    assert auditor.locator("main tbody tr").count() > everything  # that it was taken is told, too

    auditor.goto(f"{place.address}/admin/records/pairs/{place.match_id}")
    look(auditor)
    assert auditor.locator("main form:not([method=get])").count() == 0
    auditor.set_viewport_size({"width": 390, "height": 844})
    look(auditor)
    for path in CLOSED:
        answer = auditor.goto(place.address + path)
        assert answer is not None and answer.status == 403, path
