"""Reviewing together: orders, claims, conflicts, blocks, pairing by hand, second opinions, agreement."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Kind, Match, MatchState, MendRequest, OrganizationBlock, Review, Role
from marketplace.services.reviews.claims import hold_pair
from tests.doubles import FakeEngine, MovableClock
from tests.factories import make_account, make_listing, make_match
from tests.factories.reviewed import make_blind, make_reviewed
from tests.web.staff.conftest import attribute, form_of
from tests.web.visitor import Visitor

LANGUAGES = ["zh", "en"]


@pytest.fixture
def colleague(app: Flask, session: Session) -> Visitor:
    """Another member of staff, at a browser of their own."""
    return Visitor(app, session).sign_in(make_account(session))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_orders_of_the_queue(
    clerk: Visitor, session: Session, clock: MovableClock, language: str
) -> None:
    supply = make_listing(session)
    old, new = make_match(session, supply=supply, score=0.9), make_match(session, supply=supply, score=0.4)
    old.created_at = old.waiting_since = clock.now().replace(year=2025)
    stalled = make_match(session, state=MatchState.MEETING)
    stalled.stalled_at = clock.now()
    session.commit()
    by_supply = clerk.get(f"/staff?by=supply&lang={language}")
    assert supply.code in by_supply.query("tbody tr")[0].to_text()
    for order, expected in (("newest", [new, old]), ("longest", [stalled, old, new])):
        page = clerk.get(f"/staff?by={order}&lang={language}")
        links = [row.attrs["href"].split("?")[0] for row in page.query("[data-row]")]
        assert links == [f"/staff/matches/{match.id}" for match in expected]
    assert (
        clerk.client.get("/staff/next?by=newest").headers["Location"].startswith(f"/staff/matches/{new.id}")
    )
    page = clerk.get(f"/staff/matches/{new.id}?by=newest&lang={language}")
    assert page.query(f'a[data-key="j"][href="/staff/matches/{old.id}?by=newest"]')
    answer = clerk.post(f"/staff/matches/{new.id}/recommend?by=newest", form_of(new), expect=303)
    assert answer.headers["Location"] == f"/staff/matches/{old.id}?after={new.id}&by=newest"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pair_in_a_colleagues_hands(
    clerk: Visitor, colleague: Visitor, session: Session, clock: MovableClock, language: str
) -> None:
    match = make_match(session)
    session.commit()
    assert colleague.get(f"/staff/matches/{match.id}").query("[data-claim]")
    page = clerk.get(f"/staff/matches/{match.id}?lang={language}")
    assert page.query(".notice-warn") and not page.query('form[action$="/recommend"]')
    assert clerk.get(f"/staff?lang={language}").query(".held")
    refused = clerk.post(f"/staff/matches/{match.id}/recommend?lang={language}", form_of(match), expect=409)
    assert clerk._checked(refused, 409).query(".conflict-page")
    answer = clerk.post(f"/staff/matches/{match.id}/claim", expect=200)
    assert answer.get_json() == {"mine": False}
    clerk.post(f"/staff/matches/{match.id}/take-over", {"confirmed": "yes"}, expect=409)
    clock.move(minutes=4)
    page = clerk.get(f"/staff/matches/{match.id}?lang={language}")
    assert page.query('form[action$="/take-over"] input[name="confirmed"][required]')
    clerk.post(f"/staff/matches/{match.id}/take-over", {}, expect=400)
    clerk.post(f"/staff/matches/{match.id}/take-over", {"confirmed": "yes"}, expect=303)
    assert clerk.get(f"/staff/matches/{match.id}?lang={language}").query('form[action$="/recommend"]')
    assert colleague.post(f"/staff/matches/{match.id}/claim", expect=200).get_json() == {"mine": False}
    clerk.post(f"/staff/matches/{match.id}/release", expect=303)
    assert colleague.post(f"/staff/matches/{match.id}/claim", expect=200).get_json() == {"mine": True}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_decision_sees_the_first_and_keeps_its_own_words(
    clerk: Visitor, colleague: Visitor, session: Session, clock: MovableClock, language: str
) -> None:
    match = make_match(session)
    page = form_of(match)
    other = make_account(session)
    session.commit()
    colleague.sign_in(other)
    colleague.post(f"/staff/matches/{match.id}/recommend", page | {"note": "很合适"}, expect=303)
    late = page | {"reason": "over_budget", "back": "usual", "note": "预算不够"}
    answer = clerk.post(f"/staff/matches/{match.id}/reject?lang={language}", late, expect=409)
    shown = clerk._checked(answer, 409).query("main")[0].to_text()
    for told in (other.display_name, "很合适", "预算不够"):
        assert told in shown
    assert ("超出预算" if language == "zh" else "Beyond the budget") in shown
    assert [review.reviewer_id for review in session.scalars(select(Review))] == [other.id]


def test_the_time_that_goes_with_the_reason(clerk: Visitor, session: Session) -> None:
    match = make_match(session)
    form = form_of(match, reason="no_capacity", back="usual", until="2027-05-05", note="")
    clerk.post(f"/staff/matches/{match.id}/reject", form, expect=303)
    session.expire_all()
    match = session.get_one(Match, match.id)
    assert match.rejected_until is not None and match.rejected_until.isoformat().startswith(
        "2026-12-31T16:00"
    )


@pytest.mark.parametrize(
    ("language", "parked", "rejected"), [("zh", "搁置", "不推荐"), ("en", "Parked", "Not rec")]
)
def test_a_parked_pair_is_never_called_rejected_and_tells_its_day(
    clerk: Visitor, session: Session, language: str, parked: str, rejected: str
) -> None:
    match = make_match(session)
    session.commit()
    form = form_of(match) | {"reason": "call_not_open", "back": "day", "until": "2027-01-08"}
    after = clerk.post(f"/staff/matches/{match.id}/reject", form, expect=303).headers["Location"]
    said = clerk.get(f"{after}&lang={language}").query(".undo-bar")[0].to_text()
    assert parked in said and rejected not in said
    page = clerk.get(f"/staff?tab=rejected&lang={language}")
    assert parked.lower() in page.query('.tabs [aria-current="page"]')[0].to_text()
    row = page.query("tbody tr")[0].to_text()
    assert parked in row and "2027" in row


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_block_stands_where_it_acts_and_is_lifted(clerk: Visitor, session: Session, language: str) -> None:
    match = make_match(session)
    again = make_match(
        session,
        make_listing(session, Kind.DEMAND, match.demand.organization),
        make_listing(session, Kind.SUPPLY, match.supply.organization),
    )
    assert not clerk.get(f"/staff/blocks?lang={language}").query(".block-list")
    form = form_of(match, reason="connected_parties", back="usual", until="", note="同一集团")
    clerk.post(f"/staff/matches/{match.id}/reject", form, expect=303)
    page = clerk.get(f"/staff/matches/{again.id}?lang={language}")
    assert "同一集团" in page.query(".notice-warn")[0].to_text()
    assert not page.query('form[action$="/recommend"]')
    block = session.scalars(select(OrganizationBlock)).one()
    assert clerk.get(f"/staff/blocks?lang={language}").query(f"#block-{block.id} form")
    clerk._checked(
        clerk.post(f"/staff/blocks/{block.id}/lift?lang={language}", {"note": ""}, expect=400), 400
    )
    clerk.post(f"/staff/blocks/{block.id}/lift", {"note": "已无关联"}, expect=303)
    assert "已无关联" in clerk.get(f"/staff/blocks?lang={language}").query("tbody")[0].to_text()
    assert clerk.get(f"/staff/matches/{again.id}").query('form[action$="/recommend"]')


@pytest.mark.parametrize("language", LANGUAGES)
def test_pairing_by_hand(clerk: Visitor, session: Session, engine: FakeEngine, language: str) -> None:
    demand, supply = make_listing(session, Kind.DEMAND, title="夜间噪声监测"), make_listing(session)
    engine.explanation = {"why_not": [{"code": "below_shortlist", "values": {"rank": 83, "shortlist": 10}}]}
    page = clerk.get(f"/staff/pair-by-hand?demand_q=噪声&supply={supply.code}&lang={language}")
    link = attribute(page, ".by-hand-found a", "href")
    page = clerk.get(f"{link}&lang={language}")
    assert page.query(".reason-against") and page.query('form[method="post"] textarea[name="note"]')
    both = {"demand": demand.code, "supply": supply.code}
    wrong = clerk.post(f"/staff/pair-by-hand?lang={language}", both, expect=400)
    assert clerk._checked(wrong, 400).query("#note-error")
    clerk.post("/staff/pair-by-hand", both | {"note": "专家推荐"}, expect=303)
    match = session.scalars(select(Match)).one()
    assert (match.origin, match.state) == ("staff", MatchState.SUGGESTED)
    origin = clerk.get(f"/staff/matches/{match.id}?lang={language}").query(".origin")[0].to_text()
    assert "专家推荐" in origin
    again = clerk.post(f"/staff/pair-by-hand?lang={language}", both | {"note": "再来"}, expect=409)
    assert clerk._checked(again, 409).query(".notice-bad")
    assert clerk.get(f"/staff/pair-by-hand?demand={demand.code}&supply={supply.code}").query(
        f'a[href="/staff/matches/{match.id}"]'
    )
    engine.down = True
    clerk.get(f"/staff/pair-by-hand?demand={demand.code}&supply={supply.code}&lang={language}")
    clerk.get(f"/staff/pair-by-hand?demand=NONE&supply={supply.code}&lang={language}", expect=404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blind_second_opinion_shows_nothing_of_the_first(
    clerk: Visitor, session: Session, clock: MovableClock, language: str
) -> None:
    assert clerk.get(f"/staff/second?lang={language}").query(".empty")
    blind = make_blind(session, clock, "no_case")
    blind.review.note = "第一位的备注"
    session.commit()
    assert clerk.get(f"/staff?lang={language}").query('.blind-call a[data-key="b"]')
    address = f"/staff/second/{blind.id}"
    assert clerk.client.get("/staff/second").headers["Location"] == address
    page = clerk.get(f"{address}?lang={language}")
    text = page.to_text()
    assert blind.review.reviewer.display_name not in text and "第一位的备注" not in text
    assert not page.query(".state-badge") and not page.query(f'a[href="/staff/matches/{blind.match_id}"]')
    clerk._checked(clerk.post(f"{address}?lang={language}", {"verdict": "reject"}, expect=400), 400)
    clerk.post(address, {"verdict": "recommend", "note": "可以"}, expect=303)
    clerk.get(address, expect=404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_agreement_and_its_settlement(
    clerk: Visitor, session: Session, clock: MovableClock, language: str
) -> None:
    assert clerk.get(f"/staff/agreement?lang={language}").query(".empty")
    reviewed = make_reviewed(session, clock)
    session.commit()
    page = clerk.get(f"/staff/agreement?lang={language}")
    assert page.query(".confusion .differs")[0].to_text().strip() == "1"
    address = f"/staff/agreement/{reviewed.unsettled.id}"
    assert clerk.get(f"{address}?lang={language}").query(f'form[action="{address}/settle"]')
    clerk._checked(clerk.post(f"{address}/settle?lang={language}", {}, expect=400), 400)
    clerk.post(f"{address}/settle", {"verdict": "recommend", "note": "仍然合适"}, expect=303)
    assert "仍然合适" in clerk.get(f"{address}?lang={language}").query(".settlement")[0].to_text()
    clerk.get(f"/staff/agreement/{reviewed.blind.id}", expect=404)


def test_the_owner_reads_what_should_be_mended_and_staff_may_close_it(
    clerk: Visitor, app: Flask, session: Session
) -> None:
    match = make_match(session)
    owner = make_account(session, Role.DEMAND_OWNER, match.demand.organization)
    session.commit()
    form = form_of(match, reason="need_unclear", back="usual", until="", words="请写清楚使用场所")
    clerk.post(f"/staff/matches/{match.id}/reject", form, expect=303)
    at_work = Visitor(app, session).sign_in(owner)
    at_work.may_see_contacts = True  # their own
    address = f"/workspace/listings/{match.demand.code}"
    assert "请写清楚使用场所" in at_work.get(address).query(".notice-warn")[0].to_text()
    asked = session.scalars(select(MendRequest)).one()
    assert "请写清楚使用场所" in clerk.get(f"/staff/listings/{match.demand.code}").to_text()
    clerk.post(f"/staff/mend-requests/{asked.id}/close", expect=303)
    assert "请写清楚使用场所" not in at_work.get(address).to_text()


def test_an_insiders_queue_leaves_the_pair_to_colleagues(
    visitor: Visitor, session: Session, clock: MovableClock
) -> None:
    own = make_match(session)
    visitor.sign_in(make_account(session, Role.STAFF, own.supply.organization))
    assert visitor.client.get("/staff/next").headers["Location"] == "/staff"
    page = visitor.get("/staff?lang=en")
    assert "1 pair of your own organization is left to your colleagues" in page.to_text()
    hold = hold_pair(session, make_account(session), own.id, clock=clock)
    assert hold is not None and hold.mine, "reading it did not claim it"
