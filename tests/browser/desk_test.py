"""Staff at the desk, in a real browser: a blind second opinion, a pair by hand, a block, a pair parked."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from marketplace.database import transaction
from marketplace.models import BlindReview, Kind, Match, MatchState, OrganizationBlock
from marketplace.services.matching.return_parked import return_parked
from tests.browser.staff_test import Desk, OpenPage, arrive, at
from tests.browser.staff_test import desk as desk
from tests.browser.staff_test import opened as opened
from tests.doubles import MovableClock
from tests.factories import make_account, make_listing
from tests.factories.reviewed import judge

pytestmark = pytest.mark.browser


def test_a_blind_second_opinion_differs_and_a_third_person_settles(desk: Desk, opened: OpenPage) -> None:
    with transaction(desk.sessions) as session:
        third = make_account(session)
        first = session.get_one(type(desk.clerk), desk.clerk.id)
        judge(session, first, session.get_one(Match, desk.pairs[0]), "", MovableClock(), share=1)

    page = opened(who=desk.colleague)
    page.goto(desk.address + "/staff/second")
    expect(page.locator("main")).not_to_contain_text(desk.clerk.display_name)
    page.check('input[name="verdict"][value="reject"]')
    page.check('input[name="reason"][value="different_problem"]')
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator('form[action*="/second/"]')).to_have_count(0)

    page.goto(desk.address + "/staff/agreement")
    page.click('main a[href*="/staff/agreement/"]')
    expect(page.locator('form[action$="/settle"]')).to_have_count(0)
    expect(page.locator(".notice")).to_be_visible()

    settles = opened(who=third)
    settles.goto(desk.address + "/staff/agreement")
    settles.click('main a[href*="/staff/agreement/"]')
    settles.check('input[name="verdict"][value="reject"]')
    settles.fill("#note", "供给做的是识别，需求要的是预测。")
    settles.click('form[action$="/settle"] button[type=submit]')
    expect(settles.locator(".flashes .notice-good")).to_be_visible()
    assert desk.state(0) is MatchState.SUGGESTED
    settles.goto(desk.address + "/staff/agreement")
    expect(settles.locator('#list-2 ~ table a[href*="/staff/agreement/"]')).to_have_count(1)
    with transaction(desk.sessions) as session:
        assert session.scalars(select(BlindReview)).one().settled_by_id == third.id


def test_a_pair_made_by_hand_is_blocked_and_the_block_lifted(desk: Desk, opened: OpenPage) -> None:
    with transaction(desk.sessions) as session:
        demand = session.get_one(Match, desk.pairs[0]).demand.code
        offered = make_listing(session, Kind.SUPPLY, title="刀具磨损监测")
        supply, owner = offered.code, offered.organization.name

    page = opened()
    page.click('main a[href$="/staff/pair-by-hand"]')
    page.fill("#demand", demand)
    page.fill("#supply_q", "刀具磨损")
    page.click(".by-hand button[type=submit]")
    page.click(f'.by-hand-found a[href*="supply={supply}"]')
    expect(page.locator(".by-hand-answer")).to_contain_text("刀具磨损监测")
    page.fill("#note", "车间来电点名要看这家。")
    page.click('form[action$="/staff/pair-by-hand"] button[type=submit] >> nth=-1')
    page.wait_for_url("**/staff/matches/*")
    expect(page.locator("main")).to_contain_text("车间来电点名要看这家。")

    page.keyboard.press("x")
    page.check('dialog[open] input[name="reason"][value="open_dispute"]')
    page.click("dialog[open] button[type=submit]")
    expect(page.locator(".undo-bar")).to_be_visible()
    with transaction(desk.sessions) as session:
        block = session.scalars(select(OrganizationBlock)).one()
        made = session.scalars(select(Match).where(Match.origin == "staff")).one()
        assert made.state is MatchState.REJECTED
        number = block.id

    page.goto(f"{desk.address}/staff/pair-by-hand?demand={demand}&supply={supply}")
    expect(page.locator("#note")).to_have_count(0)
    page.click(f'a[href$="/staff/blocks#block-{number}"]')
    listed = page.locator(f"#block-{number}")
    expect(listed).to_contain_text(owner)
    listed.locator("input[name=note]").fill("双方已和解。")
    listed.locator("button").click()
    expect(page.locator(f"#block-{number}")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("双方已和解。")
    page.goto(at(desk, 0))
    arrive(page, desk, 0)


def test_a_pair_is_parked_until_a_day_found_again_and_comes_back(
    desk: Desk, opened: OpenPage, clock: MovableClock
) -> None:
    page = opened(width=390)
    page.goto(at(desk, 0))
    arrive(page, desk, 0)
    page.click("a[data-opens=reject]")
    page.check('dialog[open] input[name="reason"][value="budget_pending"]')
    page.fill("dialog[open] #reject-note", "预算六月才批。")
    page.click("dialog[open] button[type=submit]")
    expect(page.locator(".undo-bar")).to_be_visible()
    assert desk.state(0) is MatchState.PARKED

    page.goto(desk.address + "/staff")
    expect(page.locator(f'main a[href*="/matches/{desk.pairs[0]}"]')).to_have_count(0)
    page.goto(desk.address + "/staff?tab=rejected")
    page.click(f'main a[href*="/matches/{desk.pairs[0]}"]')
    expect(page.locator("main")).to_contain_text("预算六月才批。")
    with transaction(desk.sessions) as session:
        until = session.get_one(Match, desk.pairs[0]).parked_until
    assert until is not None
    expect(page.locator("main")).to_contain_text(f"{until.year}年{until.month}月")

    clock.move(days=(until - clock.now()).days + 1)
    with transaction(desk.sessions) as session:
        assert return_parked(session, clock=clock) == 1
    page = opened(width=390)  # the session has ended meanwhile
    page.click(f'main a[href*="/matches/{desk.pairs[0]}"] >> nth=0')
    arrive(page, desk, 0)
    expect(page.locator("main")).to_contain_text("预算六月才批。")
