"""A clerk clears the queue with the keyboard, in a real browser over a real, committed database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from marketplace.database import transaction
from marketplace.models import Account, ClaimPurpose, Kind, Match, MatchState, Review, ReviewClaim
from tests.browser.conftest import AXE, RUN_AXE, TOO_WIDE
from tests.browser.serving import Served
from tests.factories import make_account, make_listing, make_match
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Desk:
    """A served site with one demand, four pairs and one clerk."""

    address: str
    sessions: sessionmaker[Session]
    clerk: Account
    colleague: Account
    pairs: list[int]

    def state(self, number: int) -> MatchState:
        """Where the pair of this place in the queue stands."""
        with transaction(self.sessions) as session:
            return session.get_one(Match, self.pairs[number]).state

    def is_held(self, number: int) -> bool:
        """Whether somebody has the pair of this place open."""
        with transaction(self.sessions) as session:
            return session.get(ReviewClaim, (self.pairs[number], ClaimPurpose.VERDICT)) is not None


@pytest.fixture
def desk(served: Served) -> Desk:
    """Up."""
    with transaction(served.sessions) as session:
        demand, clerk = make_listing(session, Kind.DEMAND, title="机器视觉看件"), make_account(session)
        colleague = make_account(session)
        pairs = [make_match(session, demand, rank=rank, score=1 - rank / 10).id for rank in range(1, 5)]
    return Desk(served.address, served.sessions, clerk, colleague, pairs)


OpenPage = Callable[..., Page]


@pytest.fixture
def opened(chromium: Browser, desk: Desk) -> Iterator[OpenPage]:
    """Opens the queue, signed in; a script error or a breach of the policy fails the test."""
    faults: list[str] = []
    contexts = []

    def note(said: str) -> None:
        if "Content Security Policy" in said:
            faults.append(said)

    def open_queue(
        width: int = 1440, scripts: bool = True, language: str = "zh-CN", who: Account | None = None
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, locale=language
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: note(message.text))
        page.goto(desk.address + "/sign-in?next=/staff")
        page.fill("input[name=email]", (who or desk.clerk).email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.goto(desk.address + "/staff")
        return page

    yield open_queue
    for context in contexts:
        context.close()
    assert not faults, faults


def at(desk: Desk, number: int) -> str:
    """The address of a pair, as a pattern's beginning."""
    return f"{desk.address}/staff/matches/{desk.pairs[number]}"


def arrive(page: Page, desk: Desk, number: int) -> None:
    """Wait until the page shows the pair."""
    page.wait_for_url(lambda url: url.split("?")[0] == at(desk, number))
    expect(page.locator(f'form[action*="/{desk.pairs[number]}/recommend"]')).to_be_visible()


def test_the_queue_is_cleared_by_keys(desk: Desk, opened: OpenPage) -> None:
    page = opened()
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).to_be_focused()
    page.keyboard.press("o")
    arrive(page, desk, 0)

    page.keyboard.press("j")
    arrive(page, desk, 1)
    page.keyboard.press("k")
    arrive(page, desk, 0)

    page.keyboard.press("r")
    arrive(page, desk, 1)
    expect(page.locator(".undo-bar")).to_be_visible()
    expect(page.locator("[data-pair-title]")).to_be_focused()
    assert desk.state(0) is MatchState.RECOMMENDED

    page.keyboard.press("u")
    arrive(page, desk, 0)
    assert desk.state(0) is MatchState.SUGGESTED

    page.keyboard.press("r")
    arrive(page, desk, 1)
    page.keyboard.press("x")
    expect(page.locator("dialog#reject")).to_be_visible()
    page.keyboard.press("r")  # behind an open dialog keys rest
    page.keyboard.press("1")
    expect(page.locator('[data-number="1"]')).to_be_checked()
    page.keyboard.press("2")
    expect(page.locator('[data-number="12"]')).to_be_checked()
    page.keyboard.press("Enter")
    arrive(page, desk, 2)
    with transaction(desk.sessions) as session:
        review = session.scalars(select(Review).where(Review.match_id == desk.pairs[1])).one()
        assert review.reason == "not_mature"

    page.keyboard.press("r")
    arrive(page, desk, 3)
    page.keyboard.press("r")
    page.wait_for_url(lambda url: url.startswith(desk.address + "/staff?after="))
    expect(page.locator(".empty")).to_be_visible()
    assert [desk.state(n).value for n in range(4)] == [
        "recommended",
        "rejected",
        "recommended",
        "recommended",
    ]


def test_keys_rest_while_one_types(desk: Desk, opened: OpenPage) -> None:
    page = opened()
    page.goto(at(desk, 0))
    page.keyboard.press("n")
    expect(page.locator("textarea#note")).to_be_focused()
    page.keyboard.type("rxju?")
    expect(page.locator("textarea#note")).to_have_value("rxju?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.locator("textarea#note").blur()
    page.keyboard.press("Control+r")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
    assert desk.state(0) is MatchState.SUGGESTED


def test_a_verdict_that_comes_too_late(desk: Desk, opened: OpenPage) -> None:
    page, colleague = opened(), opened()
    for one in (page, colleague):
        one.goto(at(desk, 0))
    colleague.keyboard.press("r")
    arrive(colleague, desk, 1)
    page.keyboard.press("x")
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(page.locator(".conflict-page")).to_be_visible()
    expect(page.locator("main")).to_contain_text(desk.clerk.display_name)
    assert desk.state(0) is MatchState.RECOMMENDED
    with transaction(desk.sessions) as session:
        assert len(session.scalars(select(Review)).all()) == 1


def test_two_reviewers_at_once(desk: Desk, opened: OpenPage) -> None:
    """One holds the pair, the other sees by whom, goes on to the next, and gets it when it is let go."""
    page, colleague = opened(), opened(who=desk.colleague)
    page.goto(at(desk, 0))
    expect(page.locator("[data-claim]")).to_be_visible()
    colleague.goto(at(desk, 0))
    expect(colleague.locator(".notice-warn")).to_contain_text(desk.clerk.display_name)
    expect(colleague.locator('form[action*="/recommend"]')).to_have_count(0)
    colleague.goto(desk.address + "/staff/next")
    arrive(colleague, desk, 1)

    page.goto(desk.address + "/staff")
    for _ in range(50):  # the page that was left waited for no answer
        if not desk.is_held(0):
            break
        page.wait_for_timeout(100)
    colleague.goto(at(desk, 0))
    arrive(colleague, desk, 0)
    colleague.keyboard.press("r")
    arrive(colleague, desk, 1)
    assert desk.state(0) is MatchState.RECOMMENDED
    with transaction(desk.sessions) as session:
        assert session.scalars(select(Review)).one().reviewer_id == desk.colleague.id


def test_all_of_it_works_without_scripts(desk: Desk, opened: OpenPage) -> None:
    page = opened(scripts=False)
    page.click("[data-row]")
    page.click('form[action$="/recommend"] button')
    arrive(page, desk, 1)
    page.click(".undo-bar button")
    assert desk.state(0) is MatchState.SUGGESTED
    page.click('a[href$="/reject"]')
    page.check('input[value="duplicate"]')
    page.fill("#until", "")
    page.click(".reject-form button[type=submit]")
    arrive(page, desk, 1)
    assert desk.state(0) is MatchState.REJECTED


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_are_accessible(desk: Desk, opened: OpenPage, width: int, language: str) -> None:
    page = opened(width=width)
    with transaction(desk.sessions) as session:
        match = session.get_one(Match, desk.pairs[0])
        demand, supply = match.demand.code, match.supply.code
    paths = ["", "?tab=rejected", "?tab=unserved", f"/matches/{desk.pairs[0]}", f"/demands/{demand}"]
    paths += [f"/matches/{desk.pairs[0]}/reject", f"/supplies/{supply}", f"/demands/{demand}/why"]
    paths += ["/listings", f"/listings/{demand}", "?by=supply", "?by=longest", "/blocks", "/agreement"]
    paths += [f"/pair-by-hand?demand={demand}&supply={supply}", "/second"]
    for path in paths:
        page.goto(f"{desk.address}/staff{path}{'&' if '?' in path else '?'}lang={language}")
        if path == paths[3]:
            page.keyboard.press("x")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        findings = page.evaluate(RUN_AXE)
        assert not findings, f"{path}: {findings}"
        assert not page.evaluate(TOO_WIDE), f"{path} scrolls sideways at {width}"
    if width == 390:
        page.goto(at(desk, 0))
        page.check('input[value="supply"]')
        expect(page.locator("td.of-demand").first).to_be_hidden()
        expect(page.locator("td.of-supply").first).to_be_visible()
