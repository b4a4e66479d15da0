"""The pages after the introduction: both sides by their forms, staff's list, and what the public reads."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, Kind, Match, MatchState, Meeting, Outcome, OutcomeStage, OutcomeState
from marketplace.services.followups.add_entry import Upload
from marketplace.services.followups.chase import chase_pairs
from marketplace.services.followups.log import today
from marketplace.services.outcomes.claim import Claim, claim_outcome
from marketplace.web.workspace.step_forms import STEP_FORMS
from tests.doubles import MovableClock
from tests.factories.introduced import PDF, make_claim, make_introduced, make_meeting, make_note
from tests.factories.recommended import Recommended
from tests.web.visitor import Visitor


@pytest.fixture
def pair(session: Session, clock: MovableClock) -> Recommended:
    """Introduced."""
    made = make_introduced(session, clock)
    session.commit()
    return made


def page_of(visitor: Visitor, account: Account, match: Match) -> str:
    """The pair page as that account reads it."""
    return visitor.sign_in(account).get(f"/workspace/matches/{match.id}").to_text()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_step_has_its_page(
    visitor: Visitor, session: Session, clock: MovableClock, pair: Recommended, language: str
) -> None:
    make_meeting(session, clock, pair)
    claim = make_claim(session, clock, pair)
    make_note(session, clock, pair)
    session.commit()
    visitor.sign_in(pair.owner)
    visitor.get(f"/workspace/matches/{pair.match.id}?lang={language}")
    shown = 0
    for step in STEP_FORMS:
        address = f"/workspace/matches/{pair.match.id}/steps/{step}?side=demand&outcome={claim.id}"
        response = visitor.client.get(address)
        if response.status_code == 200:
            visitor.get(address)
            shown += 1
        assert response.status_code in (200, 409), step
    assert shown == 8  # not: an intent claimed already, a pilot's end, a delivery
    visitor.sign_in(pair.staff).get(f"/staff/matches/{pair.match.id}?lang={language}")
    visitor.get(f"/staff/matches/{pair.match.id}/set-aside")


def test_a_step_that_does_not_belong_here_leads_back_to_the_pair(visitor: Visitor, pair: Recommended) -> None:
    visitor.sign_in(pair.company)
    page = visitor.get(f"/workspace/matches/{pair.match.id}/steps/pilot-end", expect=409)
    assert page.query(f'.error-page a.button[href="/workspace/matches/{pair.match.id}"]')


def test_of_two_claims_the_one_that_was_meant_is_disputed(
    visitor: Visitor, session: Session, clock: MovableClock, pair: Recommended
) -> None:
    intent = make_claim(session, clock, pair)
    terms = Claim(OutcomeStage.SIGNED, today(clock), Decimal("88.5"), file=Upload("协议.pdf", PDF))
    make_meeting(session, clock, pair)
    signed = claim_outcome(session, pair.company, pair.match.id, Kind.SUPPLY, terms, clock=clock)
    session.commit()
    page = visitor.sign_in(pair.owner).get(f"/workspace/matches/{pair.match.id}")
    links = [str((link.attrs or {})["href"]) for link in page.query('#follow a[href*="/steps/dispute"]')]
    assert len(links) == 2
    form = visitor.get(links[1])
    assert "签约" in form.query("h1")[0].to_text()
    sent = {str(one.attrs["name"]): str(one.attrs["value"]) for one in form.query("main input[type=hidden]")}
    visitor.post(links[1].partition("?")[0], {**sent, "why": "还没有签"}, expect=303)
    session.refresh(signed)
    session.refresh(intent)
    assert (intent.state, signed.state) == (OutcomeState.CLAIMED, OutcomeState.DISPUTED)


def test_only_what_may_be_left_out_is_called_optional(visitor: Visitor, pair: Recommended) -> None:
    visitor.sign_in(pair.company)
    page = visitor.get(f"/workspace/matches/{pair.match.id}/steps/times?side=supply")
    needed = {label.to_text().strip() for label in page.query("main label") if not label.query(".optional")}
    assert {"第一个时间", "时长", "洽谈主题"} <= needed


def test_times_are_offered_picked_and_taken_into_the_calendar(
    visitor: Visitor, session: Session, clock: MovableClock, pair: Recommended
) -> None:
    match = pair.match
    visitor.sign_in(pair.company)
    address = f"/workspace/matches/{match.id}/steps/times"
    sent = {"side": "supply", "seen": "0", "slot_1": "2026-11-05T10:00", "minutes": "60", "subject": "首谈"}
    response = visitor.post(address, sent, expect=400)
    assert "地点" in response.get_data(as_text=True)
    visitor.post(address, {**sent, "place": "三楼会议室"}, expect=303)
    visitor.post(address, {**sent, "place": "三楼会议室"}, expect=409)  # sent twice
    meeting = session.scalars(select(Meeting)).one()
    assert "请选定洽谈时间" in page_of(visitor, pair.owner, match)
    picked = {"side": "demand", "version": meeting.version, "slot": meeting.slots[0].id}
    visitor.post(f"/workspace/matches/{match.id}/meeting/pick", picked, expect=303)
    session.refresh(match)
    assert match.state is MatchState.MEETING
    file = visitor.client.get(f"/workspace/matches/{match.id}/meetings/{meeting.id}.ics")
    address = visitor.app.config["SETTINGS"].site_url + f"/workspace/matches/{match.id}"
    assert address in file.get_data(as_text=True).replace("\r\n ", "")
    assert file.mimetype == "text/calendar"
    event = Calendar.from_ical(file.get_data()).walk("VEVENT")[0]
    assert event.decoded("dtstart").strftime("%m-%d %H:%M %z") == "11-05 10:00 +0800"
    assert "洽谈即将举行" in page_of(visitor, pair.company, match)


def test_a_signing_is_claimed_with_its_agreement_and_confirmed(
    visitor: Visitor, session: Session, clock: MovableClock, pair: Recommended
) -> None:
    match = pair.match
    make_meeting(session, clock, pair)
    session.commit()
    visitor.sign_in(pair.company)
    sent = {"side": "supply", "seen": "0", "happened_on": "2026-11-02", "amount_wan": "1,200.5"}
    address = f"/workspace/matches/{match.id}/steps/signed"
    visitor.post(address, sent, expect=400)
    visitor.post(address, {**sent, "file": (BytesIO(PDF), "协议.pdf")}, expect=303)
    claim = session.scalars(select(Outcome)).one()
    page = page_of(visitor, pair.owner, match)
    assert "已申报，待确认" in page and str(claim.file_sha256) in page and "1,200.5" in page
    assert visitor.client.get(f"/workspace/papers/{claim.file_id}").get_data() == PDF
    answer = {"side": "demand", "version": claim.version}
    visitor.post(f"/workspace/matches/{match.id}/outcomes/{claim.id}/confirm", answer, expect=303)
    session.refresh(claim)
    assert claim.state is OutcomeState.CONFIRMED
    for side in Kind:
        choice = {"side": side.value, "version": claim.version, "published": "1", "shows_organization": "1"}
        visitor.sign_in(pair.on(side))
        visitor.post(f"/workspace/matches/{match.id}/outcomes/{claim.id}/publication", choice, expect=303)
    page = visitor.get("/done").to_text()
    assert match.supply.organization.name in page and "1,200.5" not in page


def test_staff_see_what_stands_still_and_remind(
    visitor: Visitor, session: Session, clock: MovableClock, pair: Recommended
) -> None:
    clock.move(days=15)
    chase_pairs(session, clock=clock)
    session.commit()
    page = visitor.sign_in(pair.staff).get("/staff/stalled").to_text()
    assert pair.match.demand.code in page and "双方" in page
    visitor.post(f"/staff/matches/{pair.match.id}/remind", {"back": "stalled"}, expect=303)
    session.refresh(pair.match)
    address = f"/staff/matches/{pair.match.id}/set-aside"
    sent = {"version": pair.match.version, "what": "close"}
    visitor.post(address, sent, expect=400)
    visitor.post(address, {**sent, "reason": "no_budget"}, expect=303)
    visitor.get("/staff/stalled")
    session.refresh(pair.match)
    assert pair.match.state is MatchState.CLOSED
    assert "经费未获批准" in page_of(visitor, pair.owner, pair.match)
