"""The page behind a mailed link, as somebody without an account meets it; and the desk of staff."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Answer, Kind, Match, MatchState, Question, Role, Topic
from marketplace.services.answers.reasons import REASONS, DeclineReason
from marketplace.services.links.find import Closed
from marketplace.services.links.issue import TERM
from marketplace.services.questions.ask import ask_question
from marketplace.services.reviews.reasons import RejectReason
from marketplace.web.closing_words import DECLINED, REJECTED
from marketplace.web.decline_words import DECLINE_REASONS
from marketplace.web.exchange_words import CLOSED
from marketplace.web.notification_values import in_words
from tests.doubles import MovableClock
from tests.factories import make_account, make_listing
from tests.factories.links import make_link
from tests.factories.recommended import Recommended, make_recommended
from tests.web.visitor import Visitor

M = MatchState


@pytest.fixture
def pair(session: Session) -> Recommended:
    """A recommended pair."""
    made = make_recommended(session)
    session.commit()
    return made


def state(pair: Recommended, side: Kind, **more: str) -> dict[str, str]:
    seen = pair.seen
    return {
        "side": side.value,
        "version": str(seen.version),
        "demand_hash": seen.demand_hash,
        "supply_hash": seen.supply_hash,
    } | more


@pytest.mark.parametrize("side", list(Kind))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_opening_shows_the_pair_and_decides_nothing(
    visitor: Visitor, session: Session, clock: MovableClock, pair: Recommended, side: Kind, language: str
) -> None:
    token = make_link(session, pair.match, side, clock)
    session.commit()
    for _ in range(3):
        page = visitor.get(f"/answer/{token}?lang={language}")
    assert page.query('form[action*="/accept"]') and page.query('form[action*="/decline"]')
    assert "内部备注" not in page.to_text()
    session.refresh(pair.match)
    assert pair.match.state is M.RECOMMENDED and session.scalars(select(Answer)).all() == []


def test_accepting_needs_a_name_and_then_says_what_stands(
    visitor: Visitor, session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = make_link(session, pair.match, Kind.SUPPLY, clock)
    session.commit()
    sent = state(pair, Kind.SUPPLY)
    refused = visitor.post(f"/answer/{token}/accept", sent, expect=400)
    assert 'id="accept-name-error"' in refused.get_data(as_text=True)
    visitor.post(f"/answer/{token}/accept", sent | {"name": "王小明"}, expect=303)
    page = visitor.get(f"/answer/{token}")
    assert "您已答复" in page.to_text() and "王小明" not in page.to_text()
    assert not page.query('form[action*="/accept"]')
    visitor.post(f"/answer/{token}/accept", sent | {"name": "王小明"}, expect=409)
    session.refresh(pair.match)
    assert pair.match.state is M.ACCEPTED_BY_SUPPLY


def test_declining_keeps_what_was_written_until_it_is_whole(
    visitor: Visitor, session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = make_link(session, pair.match, Kind.SUPPLY, clock)
    session.commit()
    sent = state(pair, Kind.SUPPLY, name="王小明", reason="other")
    page = visitor.post(f"/answer/{token}/decline", sent, expect=400).get_data(as_text=True)
    assert 'value="王小明"' in page
    visitor.post(f"/answer/{token}/decline", sent | {"reason": "no_capacity"}, expect=303)
    session.refresh(pair.match)
    assert pair.match.state is M.DECLINED


def test_a_link_that_has_run_out_offers_a_new_one(
    visitor: Visitor, session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = make_link(session, pair.match, Kind.SUPPLY, clock)
    session.commit()
    clock.moment += TERM
    page = visitor.get(f"/answer/{token}")
    assert "链接已过期" in page.to_text() and page.query('form[action$="/renew"]')
    visitor.post(f"/answer/{token}/accept", state(pair, Kind.SUPPLY, name="王"), expect=409)


def test_an_unknown_link_says_what_to_do(visitor: Visitor) -> None:
    assert "请从邮件中复制完整地址" in visitor.get("/answer/none", expect=404).to_text()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_question_is_marked_for_staff_passed_on_and_replied_to(
    visitor: Visitor, session: Session, clock: MovableClock, pair: Recommended, language: str
) -> None:
    match = pair.match
    visitor.sign_in(pair.owner)
    words = "我们单位想问能否部署在院内，微信号：abc_12345"
    visitor.post(f"/workspace/matches/{match.id}/ask", {"side": "demand", "text": words}, expect=303)
    assert "微信号" in visitor.get(f"/workspace/matches/{match.id}?lang={language}").to_text()
    visitor.sign_in(pair.staff)
    for path in (f"/staff/requests?lang={language}", f"/staff/matches/{match.id}?lang={language}"):
        assert visitor.get(path).query("mark.trace"), path
    question = session.scalars(select(Question)).one()
    visitor.post(
        f"/staff/questions/{question.id}/relay", {"text": "能否部署在院内？", "back": "pair"}, expect=303
    )
    visitor.sign_in(pair.company)
    page = visitor.get(f"/workspace/matches/{match.id}?lang={language}")
    assert "能否部署在院内？" in page.to_text() and "abc_12345" not in page.to_text()
    reply = f"/workspace/matches/{match.id}/questions/{question.id}/reply"
    visitor.post(reply, {"side": "supply", "text": ""}, expect=400)
    visitor.post(reply, {"side": "supply", "text": "可以。"}, expect=303)
    visitor.sign_in(pair.staff)
    visitor.post(f"/staff/questions/{question.id}/answer", {"text": "可以。", "back": "desk"}, expect=303)
    visitor.sign_in(pair.owner)
    page = visitor.get(f"/workspace/matches/{match.id}?lang={language}")
    assert "能否部署在院内？" in page.to_text() and "可以。" in page.to_text()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_interest_is_made_from_the_public_page_and_seen_by_staff(
    visitor: Visitor, session: Session, language: str
) -> None:
    company = make_account(session, Role.COMPANY)
    own = make_listing(session, Kind.SUPPLY, company.organization)
    need = make_listing(session, Kind.DEMAND)
    staff = make_account(session)
    session.commit()
    visitor.sign_in(company)
    assert visitor.get(f"/items/{need.code}").query(f'a[href="/workspace/approach/{need.code}"]')
    address = f"/workspace/approach/{need.code}"
    visitor.get(f"{address}?lang={language}")
    visitor.post(address, {"own": own.code, "reason": "短"}, expect=400)
    visitor.post(address, {"own": own.code, "reason": "我们在两家医院做过同样的系统。"}, expect=303)
    assert "我们" not in visitor.get(f"/workspace?lang={language}").query("#requests")[0].to_text()
    visitor.post(address, {"own": own.code, "reason": "我们在两家医院做过同样的系统。"}, expect=409)
    visitor.sign_in(staff)
    assert "两家医院" in visitor.get(f"/staff/requests?lang={language}").to_text()
    match = session.scalars(select(Match)).one()
    assert "两家医院" in visitor.get(f"/staff/matches/{match.id}?lang={language}").to_text()


def test_every_code_has_words_fit_to_be_read() -> None:
    assert set(DECLINED) == set(DeclineReason) - {DeclineReason.OTHER}
    assert (
        set(DECLINE_REASONS) == set(DeclineReason) == {code for codes in REASONS.values() for code in codes}
    )
    assert {code.value for code in RejectReason} <= set(REJECTED)
    assert set(CLOSED) == set(Closed)


def test_the_other_sides_private_note_is_never_shown(
    visitor: Visitor, session: Session, clock: MovableClock, pair: Recommended
) -> None:
    ask_question(session, pair.owner, pair.match.id, Kind.DEMAND, "能否部署？", clock=clock)
    session.commit()
    visitor.sign_in(pair.company)
    sent = state(pair, Kind.SUPPLY, reason="no_capacity", note="他们太挑剔")
    visitor.post(f"/workspace/matches/{pair.match.id}/decline", sent, expect=303)
    visitor.sign_in(pair.staff)
    session.refresh(pair.match)
    visitor.post(
        f"/staff/matches/{pair.match.id}/confirm-decline", {"version": str(pair.match.version)}, expect=303
    )
    visitor.sign_in(pair.owner)
    text = visitor.get(f"/workspace/matches/{pair.match.id}").to_text()
    assert "没有可投入的人员" in text and "太挑剔" not in text


@pytest.mark.parametrize("topic", [Topic.PAIR_CLOSED, Topic.CONTACT_CLOSED])
def test_whoever_is_told_of_an_end_reads_words_and_no_code(visitor: Visitor, topic: Topic) -> None:
    with visitor.app.test_request_context():
        facts = in_words(topic, {"declined": "other", "reason": "no_capacity"})
    assert "没有可投入的人员" in facts["reason"]
