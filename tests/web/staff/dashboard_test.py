"""The dashboards as pages: each number is a link, and behind the link stand as many rows."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from flask_babel import force_locale
from justhtml import JustHTML
from sqlalchemy.orm import Session

from marketplace.web.dashboard_words import span_word
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.factories.journeys import Journeys, make_journeys
from tests.web.staff.conftest import CountQueries
from tests.web.visitor import Visitor


@pytest.fixture
def world(session: Session, clock: MovableClock) -> Journeys:
    """Pairs at every step."""
    made = make_journeys(session, clock)
    session.commit()
    return made


def check_links(visitor: Visitor, page: JustHTML) -> int:
    """Follow every figure; how many there were."""
    links = page.query("a[data-figure]")
    for link in links:
        rows = visitor.get(str((link.attrs or {})["href"]))
        assert len(rows.query(".figure-rows tbody tr")) == int(link.to_text()), link.to_html()
    return len(links)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_staff_follow_every_figure(visitor: Visitor, world: Journeys, language: str) -> None:
    visitor.sign_in(world.staff)
    assert check_links(visitor, visitor.get(f"/staff/dashboard?lang={language}")) > 30
    narrowed = visitor.get(
        f"/staff/dashboard?since=2026-11-01&industry=%E6%99%BA%E6%85%A7%E6%B0%B4%E5%8A%A1&lang={language}"
    )
    check_links(visitor, narrowed)


def test_a_time_between_steps_leads_to_the_times_it_is_the_middle_of(
    visitor: Visitor, world: Journeys
) -> None:
    visitor.sign_in(world.staff)
    page = visitor.get("/staff/dashboard")
    rows = visitor.get(str((page.query(".funnel tr:last-child td:last-child a")[0].attrs or {})["href"]))
    assert [cell.to_text() for cell in rows.query(".figure-rows td:last-child")] == ["14天"]
    suppliers = visitor.get("/staff/dashboard/suppliers")
    assert len(suppliers.query(".figure-rows tbody tr")) > len(page.query("tr a[data-supplier]")) / 3
    check_links(visitor, suppliers)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_sides_follow_every_figure(visitor: Visitor, world: Journeys, language: str) -> None:
    for account in (world.delivered.owner, world.delivered.company):
        visitor.sign_in(account)
        assert check_links(visitor, visitor.get(f"/workspace/dashboard?lang={language}")) == 18


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_site_has_a_dashboard(visitor: Visitor, session: Session, language: str) -> None:
    visitor.sign_in(make_account(session))
    page = visitor.get(f"/staff/dashboard?lang={language}")
    assert {link.to_text() for link in page.query("a[data-figure]")} == {"0"}
    visitor.get("/staff/dashboard/delivered")


def test_filters_that_cannot_be_read_are_named(visitor: Visitor, world: Journeys) -> None:
    visitor.sign_in(world.staff)
    page = visitor.get("/staff/dashboard?since=gestern&industry=x&band=99999&supplier=99999999999999999999")
    assert "gestern" in page.query(".notice-bad")[0].to_text()
    late = visitor.get("/staff/dashboard?since=2026-11-02&until=2026-11-01")
    assert late.query(".notice-bad")
    visitor.get("/staff/dashboard?until=9999-12-31")
    visitor.get("/staff/dashboard/found_right?band=77")
    visitor.get("/staff/dashboard/nothing", expect=404)
    assert visitor.client.get("/staff/dashboard/suggested/export?format=pdf").status_code == 400
    assert visitor.client.get("/staff/dashboard/suggested/export?since=x").status_code == 400


def test_rows_are_taken_along(visitor: Visitor, world: Journeys) -> None:
    visitor.sign_in(world.delivered.company)
    answer = visitor.client.get("/workspace/dashboard/recommended/export?format=xlsx")
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    shown = visitor.get("/workspace/dashboard/recommended").query(".figure-rows tbody tr")
    assert len(rows) == len(shown) + 1
    answer = visitor.client.get("/workspace/dashboard/recommended/export")
    assert answer.mimetype == "text/csv"
    assert answer.data.decode("utf-8-sig").count("\r\n") == len(rows)


def test_the_number_of_queries_does_not_grow(
    visitor: Visitor, world: Journeys, count_queries: CountQueries
) -> None:
    visitor.sign_in(world.staff)
    visitor.get("/staff/dashboard")
    assert count_queries(lambda: visitor.client.get("/staff/dashboard")) <= 18
    assert count_queries(lambda: visitor.client.get("/staff/dashboard/suggested")) <= 8


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(minutes=60), "1 hour"),
        (timedelta(hours=30), "1 day"),
        (timedelta(days=2, hours=10), "2 days"),
        (timedelta(days=13, hours=11), "13 days"),
        (timedelta(days=28), "28 days"),
        (timedelta(days=120), "4 months"),
    ],
)
def test_how_long_a_step_took_is_told_in_the_unit_that_suits(app: Flask, span: timedelta, words: str) -> None:
    with app.test_request_context(), force_locale("en"):
        assert span_word(span) == words
