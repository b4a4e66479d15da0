"""The pair page, and the verdicts given on it by plain forms."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Kind, ListingState, Match, MatchState, Review, Role
from tests.doubles import FakeEngine, MovableClock
from tests.factories import make_account, make_listing, make_match
from tests.web.staff.conftest import attribute, form_of
from tests.web.visitor import Visitor

LANGUAGES = ["zh", "en"]


def standing(session: Session, match: Match) -> Match:
    """The pair as the database has it now."""
    session.expire_all()
    return session.get_one(Match, match.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_a_reviewer_needs(clerk: Visitor, session: Session, language: str) -> None:
    demand = make_listing(session, Kind.DEMAND, summary="用机器视觉看<b>件</b>", budget_wan=180)
    match = make_match(session, demand)
    page = clerk.get(f"/staff/matches/{match.id}?lang={language}")
    assert [mark.to_text() for mark in page.query(".texts-prose mark")] == ["机器视觉"]
    assert "&lt;b&gt;" in page.query(".texts-prose")[0].to_html()
    assert "0.80" in page.query(".score-total")[0].to_text()
    assert len(page.query(".score-parts tbody tr")) == 3
    assert page.query(".reasons li") and "fake" in page.query(".provenance")[0].to_text()
    assert page.query('form[action$="/recommend"] input[name="version"][value="1"]')
    assert page.query('dialog#reject input[name="reason"][data-number="45"]')
    for key in ("r", "x", "o", "?"):
        assert len(page.query(f'[data-key="{key}"]')) == 1


@pytest.mark.parametrize("down", [False, True])
def test_the_words_of_the_trade_come_with_the_engines_account(
    clerk: Visitor, session: Session, engine: FakeEngine, down: bool
) -> None:
    said = {"code": "trade_words", "values": {"words": "曲库、声纹"}}
    engine.explanation = {"points": [], "reasons": [{"code": "close_meaning", "values": {}}, said]}
    engine.down = down
    reasons = [
        one.to_text() for one in clerk.get(f"/staff/matches/{make_match(session).id}").query(".reasons li")
    ]
    assert len([one for one in reasons if "曲库、声纹" in one]) == (not down)
    assert len(reasons) == len(set(reasons)) > (not down), "the stored reasons stay as they were"


def test_neighbours_of_the_queue(clerk: Visitor, session: Session) -> None:
    first, second, third = (make_match(session, score=score) for score in (0.9, 0.8, 0.7))
    page = clerk.get(f"/staff/matches/{second.id}")
    assert page.query(f'a[data-key="k"][href="/staff/matches/{first.id}"]')
    assert page.query(f'a[data-key="j"][href="/staff/matches/{third.id}"]')


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_recommendation_brings_the_next_pair_and_offers_undo(
    clerk: Visitor, session: Session, language: str
) -> None:
    match, following = make_match(session, score=0.9), make_match(session, score=0.8)
    answer = clerk.post(f"/staff/matches/{match.id}/recommend", form_of(match, note="好"), expect=303)
    assert answer.headers["Location"] == f"/staff/matches/{following.id}?after={match.id}"
    page = clerk.get(answer.headers["Location"] + f"&lang={language}")
    assert attribute(page, ".undo-bar form", "action") == f"/staff/matches/{match.id}/undo"
    assert standing(session, match).state is MatchState.RECOMMENDED
    version = attribute(page, '.undo-bar input[name="version"]', "value")
    answer = clerk.post(f"/staff/matches/{match.id}/undo", {"version": version}, expect=303)
    assert answer.headers["Location"] == f"/staff/matches/{match.id}"
    assert standing(session, match).state is MatchState.SUGGESTED
    assert "badge" in clerk.get(f"/staff/matches/{match.id}?lang={language}").query(".is-undone")[0].to_html()


def test_after_the_last_pair_comes_the_queue(clerk: Visitor, session: Session) -> None:
    match = make_match(session)
    answer = clerk.post(f"/staff/matches/{match.id}/recommend", form_of(match), expect=303)
    assert answer.headers["Location"] == f"/staff?after={match.id}"
    page = clerk.get(answer.headers["Location"])
    assert page.query(".undo-bar form") and page.query(".empty")


def test_a_rejection_without_scripts(clerk: Visitor, session: Session, clock: MovableClock) -> None:
    match = make_match(session)
    page = clerk.get(f"/staff/matches/{match.id}/reject")
    assert len(page.query('input[name="reason"]')) == 45
    assert attribute(page, 'input[name="until"]', "value") == "2027-01-31"
    form = form_of(match, reason="not_mature", until="2026-12-01", note="等样机")
    clerk.post(f"/staff/matches/{match.id}/reject", form, expect=303)
    match = standing(session, match)
    review = session.scalars(select(Review).where(Review.match_id == match.id)).one()
    assert match.state is MatchState.REJECTED and match.rejected_until == review.until
    assert review.until is not None and review.until.isoformat() == "2026-11-30T16:00:00+00:00"
    assert "成熟度不足" in clerk.get("/staff?tab=rejected").query("tbody")[0].to_text()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("wrong", "marked"),
    [
        ({"reason": ""}, "#reason .field-error"),
        ({"reason": "because"}, "#reason .field-error"),
        ({"reason": "other", "note": " "}, "#reject-note-error"),
        ({"note": "字" * 2001}, "#reject-note-error"),
        ({"until": "31.12.2027"}, "#until-error"),
        ({"until": "2027-02-30"}, "#until-error"),
        ({"until": "2026-11-02"}, "#until-error"),
        ({"until": "9999-12-31"}, "#until-error"),
    ],
)
def test_a_rejection_that_must_be_mended(
    clerk: Visitor, session: Session, wrong: dict[str, str], marked: str, language: str
) -> None:
    match = make_match(session)
    form = form_of(match, reason="too_late", until="", note="再看") | wrong
    answer = clerk.post(f"/staff/matches/{match.id}/reject?lang={language}", form, expect=400)
    page = clerk._checked(answer, 400)
    assert page.query(marked)[0].to_text().strip()
    if "until" in wrong:
        assert attribute(page, 'input[name="until"]', "value") == wrong["until"]
        assert page.query('input[value="too_late"][checked]')
    assert standing(session, match).state is MatchState.SUGGESTED


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stale_page_is_refused_and_shows_how_it_stands(
    clerk: Visitor, session: Session, language: str
) -> None:
    match = make_match(session)
    old = form_of(match)
    match.rejected_until = None
    match.origin = "staff"
    session.commit()
    address = f"/staff/matches/{match.id}/recommend?lang={language}"
    page = clerk._checked(clerk.post(address, old, expect=409), 409)
    assert page.query('.conflict-page[role="alert"]')
    assert page.query(f'a[data-key="o"][href="/staff/matches/{match.id}"]')
    quick = clerk.post(address, old, expect=200, headers={"HX-Request": "true"})
    assert quick.headers["HX-Push-Url"] == f"/staff/matches/{match.id}"
    assert "conflict-page" in quick.get_data(as_text=True)
    assert standing(session, match).state is MatchState.SUGGESTED


def test_an_edited_text_is_refused(clerk: Visitor, session: Session) -> None:
    match = make_match(session)
    clerk.post(f"/staff/matches/{match.id}/recommend", form_of(match, supply_hash="older"), expect=409)
    assert standing(session, match).state is MatchState.SUGGESTED


@pytest.mark.parametrize(
    "form", [{}, {"version": "x"}, {"version": "1", "note": "a\x00"}, {"version": "9" * 40}]
)
@pytest.mark.parametrize("verb", ["recommend", "undo", "reopen", "confirm-decline", "override-decline"])
def test_hostile_forms_change_nothing(
    clerk: Visitor, session: Session, verb: str, form: dict[str, str]
) -> None:
    match = make_match(session)
    answer = clerk.client.post(
        f"/staff/matches/{match.id}/{verb}", data={**form, "csrf_token": clerk._token()}
    )
    assert answer.status_code in (400, 409)
    assert standing(session, match).state is MatchState.SUGGESTED


def test_a_form_without_a_token_is_refused(clerk: Visitor, session: Session) -> None:
    match = make_match(session)
    answer = clerk.client.post(f"/staff/matches/{match.id}/recommend", data=form_of(match))
    assert answer.status_code == 400
    assert standing(session, match).state is MatchState.SUGGESTED


def test_numbers_that_no_row_has(clerk: Visitor) -> None:
    for number in (0, 2**63 - 1, 2**63):
        page = clerk.get(f"/staff/matches/{number}", expect=404)
        assert page.query(".error-page") and page.query('.work-menu a[href="/staff"]'), number


def test_ones_own_pair_can_be_read_but_not_judged(visitor: Visitor, session: Session) -> None:
    match = make_match(session)
    visitor.sign_in(make_account(session, Role.STAFF, match.demand.organization))
    page = visitor.get(f"/staff/matches/{match.id}")
    assert page.query(".notice-warn") and not page.query('form[action$="/recommend"]')
    visitor.post(f"/staff/matches/{match.id}/recommend", form_of(match), expect=403)
    assert standing(session, match).state is MatchState.SUGGESTED


def test_a_pair_of_a_withdrawn_listing_cannot_be_judged(clerk: Visitor, session: Session) -> None:
    match = make_match(session)
    match.supply.state = ListingState.WITHDRAWN
    session.flush()  # the page reads the database
    page = clerk.get(f"/staff/matches/{match.id}")
    assert page.query(".notice-warn") and not page.query('form[action$="/recommend"]')
    clerk.post(f"/staff/matches/{match.id}/recommend", form_of(match), expect=409)


def test_a_decline_is_confirmed_or_overridden(clerk: Visitor, session: Session) -> None:
    first, second = (make_match(session, state=MatchState.DECLINED) for _ in range(2))
    clerk.post(f"/staff/matches/{first.id}/confirm-decline", form_of(first), expect=303)
    assert standing(session, first).state is MatchState.CLOSED
    answer = clerk.post(f"/staff/matches/{second.id}/override-decline", form_of(second), expect=400)
    assert "请在备注中说明" in answer.get_data(as_text=True)
    clerk.post(f"/staff/matches/{second.id}/override-decline", form_of(second, note="再谈"), expect=303)
    assert standing(session, second).state is MatchState.RECOMMENDED
    page = clerk.get(f"/staff/matches/{second.id}")
    assert "已推翻一方的谢绝" in page.to_text() and not page.query('form[action$="/undo"]')
    clerk.post(f"/staff/matches/{first.id}/reopen", form_of(standing(session, first)), expect=303)
    assert standing(session, first).state is MatchState.SUGGESTED


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.STAFF])
def test_the_pages_are_staffs_alone(visitor: Visitor, session: Session, role: Role) -> None:
    match = make_match(session)
    assert visitor.client.get(f"/staff/matches/{match.id}").status_code == 302
    visitor.sign_in(make_account(session, role))
    for path in ("", "/next", f"/matches/{match.id}", f"/matches/{match.id}/reject", "/listings"):
        visitor.get("/staff" + path, expect=403)
    for verb in ("recommend", "reject", "undo", "reopen", "confirm-decline", "override-decline"):
        visitor.post(f"/staff/matches/{match.id}/{verb}", form_of(match), expect=403)
    assert standing(session, match).state is MatchState.SUGGESTED
