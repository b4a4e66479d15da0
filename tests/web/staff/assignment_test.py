"""The page of the global assignment: numbers in, the trade before anything changes, apply, take back, pin."""

from __future__ import annotations

import pytest
from flask import Flask, render_template
from justhtml import JustHTML
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Assignment, AssignmentState, Match, MatchState, Role
from marketplace.services.assignments.prepare import fail_assignment, prepare_assignment
from marketplace.web.staff.trade import Bar
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account
from tests.services.assignments.conftest import Shelf
from tests.services.assignments.conftest import shelf as shelf
from tests.web.visitor import Visitor

LANGUAGES = ("zh", "en")
ONE_EACH = {"supplier_cap": "1", "organization_cap": "", "per_demand": "1", "floor": "1"}


@pytest.fixture
def address(shelf: Shelf) -> str:
    """The page of the list, committed with everything the test made."""
    shelf.suggest()
    shelf.session.commit()
    return f"/staff/lists/{shelf.released.slug}/assignment"


def previewed(clerk: Visitor, shelf: Shelf, address: str, jobs: RecordingQueue) -> Assignment:
    """Ask on the page, as staff do, and let the worker do its part."""
    clerk.post(address, ONE_EACH, expect=303)
    done = prepare_assignment(shelf.session, jobs.assigned[-1], engine=shelf.engine, clock=shelf.clock)
    shelf.session.commit()
    return done


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_and_the_page_before_any_assignment(
    clerk: Visitor, shelf: Shelf, address: str, language: str
) -> None:
    rows = clerk.get(f"/staff/assignments?lang={language}")
    assert rows.query(f'a[href="{address}"]')
    page = clerk.get(f"{address}?lang={language}")
    filled = {name: page.query(f'input[name="{name}"]')[0].attrs["value"] for name in ONE_EACH}
    assert filled == {"supplier_cap": "2", "organization_cap": "3", "per_demand": "5", "floor": "3"}
    assert not page.query("#trade-title")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_preview_is_asked_for_watched_and_told(
    clerk: Visitor, shelf: Shelf, address: str, jobs: RecordingQueue, language: str
) -> None:
    assert clerk.post(address, ONE_EACH, expect=303).headers["Location"] == address
    waiting = clerk.get(f"{address}?lang={language}")
    assert waiting.query('#assignment-state[hx-trigger="every 2s"]')
    assert waiting.query("progress")
    prepare_assignment(shelf.session, jobs.assigned[-1], engine=shelf.engine, clock=shelf.clock)
    shelf.session.commit()

    page = clerk.get(f"{address}?lang={language}")

    text = page.to_text()
    first, second = (demand.code for demand in shelf.demands)
    lost, gained = shelf.supplies[0].code, shelf.supplies[2].code
    sentence = {
        "zh": f"{lost} 已分配给 1 项需求（{first}），达到上限，{second} 改用第 2 位 {gained}。",
        "en": f"{lost} is already assigned to 1 demand ({first}) and has reached its cap; "
        f"{second} gets number 2, {gained}, instead.",
    }
    assert sentence[language] in text
    assert "1.60" in text
    assert "1.70" in text
    assert "-0.10" in text
    assert page.query(".exposures rect.exposure-cap")
    assert not page.query("#assignment-state[hx-get]")
    assert {match.state for match in shelf.session.scalars(select(Match))} == {MatchState.SUGGESTED}


@pytest.mark.parametrize("language", LANGUAGES)
def test_applied_and_taken_back(
    clerk: Visitor, shelf: Shelf, address: str, jobs: RecordingQueue, language: str
) -> None:
    done = previewed(clerk, shelf, address, jobs)
    named = {"assignment_id": done.id}
    clerk.post(f"{address}/apply", named, expect=303)
    page = clerk.get(f"{address}?lang={language}")
    assert page.query(f'form[action="{address}/undo"]')
    assert not page.query(f'form[action="{address}/apply"]')
    assert shelf.states()[1, 0] == "parked"
    later = previewed(clerk, shelf, address, jobs)
    both = clerk.get(f"{address}?lang={language}")
    assert both.query(f'form[action="{address}/undo"] input[value="{done.id}"]')
    assert both.query(f'form[action="{address}/apply"] input[value="{later.id}"]')
    clerk.post(f"{address}/undo", named, expect=303)
    clerk.get(f"{address}?lang={language}")
    assert set(shelf.states().values()) == {"suggested"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_s_own_pairs_are_named_before_and_after(
    visitor: Visitor, session: Session, shelf: Shelf, address: str, jobs: RecordingQueue, language: str
) -> None:
    visitor.sign_in(make_account(session, Role.STAFF, shelf.supplies[0].organization))
    pair = f"{shelf.demands[0].code} × {shelf.supplies[0].code}"
    done = previewed(visitor, shelf, address, jobs)
    page = visitor.get(f"{address}?lang={language}")
    assert pair in page.query(".notice-warn")[0].to_text()
    assert not page.query(f'form[action$="/matches/{shelf.match(1, 0).id}/pin"]'), "it would be refused"
    for verb in ("apply", "undo"):
        visitor.post(f"{address}/{verb}", {"assignment_id": done.id}, expect=303)
        told = visitor.get(f"{address}?lang={language}")
        assert (pair in told.query(".flashes")[0].to_text()) == (verb == "apply")


def test_what_was_decided_meanwhile_refuses_the_preview_on_its_own_page(
    clerk: Visitor, shelf: Shelf, address: str, jobs: RecordingQueue
) -> None:
    done = previewed(clerk, shelf, address, jobs)
    shelf.match(1, 2).state = MatchState.REJECTED
    shelf.session.commit()
    answer = clerk.post(f"{address}/apply", {"assignment_id": done.id}, expect=409)
    assert 'role="alert"' in answer.get_data(as_text=True)
    shelf.session.refresh(done)
    assert done.state is AssignmentState.PREVIEWED


@pytest.mark.parametrize("language", LANGUAGES)
def test_shortfalls_and_unserved_demands_are_named_with_what_would_do(
    clerk: Visitor, shelf: Shelf, address: str, jobs: RecordingQueue, language: str
) -> None:
    shelf.rank(0, 0.9)
    shelf.rank(1, 0.8, probability=False)
    previewed(clerk, shelf, address, jobs)
    page = clerk.get(f"{address}?lang={language}")
    assert len(page.query(".short-list li")) == 1
    assert ("将每项供给上限调至 2" if language == "zh" else "A cap per supply of 2") in page.to_text()
    shelf.rank(1, 0.8, served=False)
    previewed(clerk, shelf, address, jobs)
    page = clerk.get(f"{address}?lang={language}")
    assert not page.query(".short-list")
    assert page.query(f'p a[href="/staff/demands/{shelf.demands[1].code}"]')


def test_a_pair_is_pinned_from_the_page_and_from_its_own(
    clerk: Visitor, shelf: Shelf, address: str, jobs: RecordingQueue
) -> None:
    previewed(clerk, shelf, address, jobs)
    lost = shelf.match(1, 0)
    page = clerk.get(address)
    assert page.query(f'.moves form[action="/staff/matches/{lost.id}/pin"]')
    sent = {"version": lost.version, "list": shelf.released.slug}
    back = clerk.post(f"/staff/matches/{lost.id}/pin", sent, expect=303)
    assert back.headers["Location"] == address
    shelf.session.refresh(lost)
    assert lost.pinned_at is not None
    previewed(clerk, shelf, address, jobs)
    assert clerk.get(address).query(f'.assigned form[action="/staff/matches/{lost.id}/unpin"]')
    assert clerk.get(f"/staff/matches/{lost.id}").query(f'form[action="/staff/matches/{lost.id}/unpin"]')
    again = clerk.post(f"/staff/matches/{lost.id}/unpin", {"version": lost.version}, expect=303)
    assert again.headers["Location"] == f"/staff/matches/{lost.id}"
    clerk.post(f"/staff/matches/{lost.id}/pin", {"version": 99}, expect=409)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"supplier_cap": "0"}, "supplier_cap"),
        ({"organization_cap": "两"}, "organization_cap"),
        ({"organization_cap": "9" * 30}, "organization_cap"),
        ({"per_demand": ""}, "per_demand"),
        ({"floor": "2"}, "floor"),
        ({"floor": "-1"}, "floor"),
    ],
)
def test_a_number_that_will_not_do_is_refused_at_its_field(
    clerk: Visitor, shelf: Shelf, address: str, jobs: RecordingQueue, wrong: dict[str, str], field: str
) -> None:
    answer = clerk.post(address, {**ONE_EACH, **wrong}, expect=400).get_data(as_text=True)
    assert f'id="{field}-error"' in answer
    assert jobs.assigned == []


def test_what_failed_says_so_and_a_stale_form_is_refused(
    clerk: Visitor, shelf: Shelf, address: str, jobs: RecordingQueue, clock: MovableClock
) -> None:
    clerk.post(address, ONE_EACH, expect=303)
    fail_assignment(shelf.session, jobs.assigned[-1], error="LookupError", clock=clock)
    shelf.session.commit()
    page = clerk.get(address)
    assert page.query(".notice-bad")
    assert "LookupError" not in page.to_text()
    clerk.post(f"{address}/apply", {"assignment_id": jobs.assigned[-1]}, expect=409)
    clerk.post(f"{address}/apply", {"assignment_id": "x"}, expect=400)
    clerk.post(f"{address}/undo", {}, expect=400)


def test_only_staff_open_it(visitor: Visitor, session: Session, shelf: Shelf, address: str) -> None:
    for role in Role:
        if role is not Role.STAFF:
            visitor.sign_in(make_account(session, role))
            session.commit()
            for path in (address, "/staff/assignments"):
                assert visitor.client.get(path).status_code == 403
            visitor.post(address, ONE_EACH, expect=403)


@pytest.mark.parametrize(("number", "folded"), [(8, 0), (9, 1)])
def test_a_long_row_of_bars_is_folded(app: Flask, number: int, folded: int) -> None:
    bars = [Bar(f"单位{n}", "", None, 2, 2, 3, 0, "") for n in range(number)]
    with app.test_request_context():
        trade = {"supplies": [], "organizations": bars}
        page = JustHTML(render_template("staff/assignment_exposures.html", trade=trade), sanitize=False)
    assert len(page.query(".exposures li")) == number
    assert len(page.query("details li")) == folded
