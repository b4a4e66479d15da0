"""The page behind the link of an introduction: a time is picked and a claim answered without an account."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.models import Kind, MatchState, MeetingState, OutcomeState
from marketplace.services.meetings.offer import offer_meeting
from tests.doubles import MovableClock
from tests.factories.introduced import PDF, make_claim, make_introduced, make_offer
from tests.factories.links import make_contact_link
from tests.web.visitor import Visitor


def test_a_time_is_picked_or_turned_down_on_the_page(
    visitor: Visitor, session: Session, clock: MovableClock
) -> None:
    pair = make_introduced(session, clock)
    token = make_contact_link(session, pair.match, Kind.DEMAND, clock)
    meeting = offer_meeting(session, pair.company, pair.match.id, Kind.SUPPLY, make_offer(clock), clock=clock)
    session.commit()
    page, address = f"/introduced/{token}", f"/introduced/{token}/meeting"
    for language in ("zh", "en"):
        shown = visitor.get(f"{page}?lang={language}")
        assert len(shown.query('input[name="slot"]')) == 2
    version = str(meeting.version)
    refused = visitor.post(f"{address}/pick", {"version": version}, expect=400)
    assert "slot-error" in refused.get_data(as_text=True)
    refused = visitor.post(f"{address}/call-off", {"version": version, "why": "长" * 201}, expect=400)
    assert "长" * 201 in refused.get_data(as_text=True), "what was typed is kept"
    visitor.post(f"{address}/pick", {"version": "7", "slot": str(meeting.slots[0].id)}, expect=409)
    visitor.post(f"{address}/pick", {"version": version, "slot": str(meeting.slots[0].id)}, expect=303)
    session.refresh(meeting)
    assert meeting.state is MeetingState.AGREED
    session.refresh(pair.match)
    assert pair.match.state is MatchState.MEETING
    (link,) = visitor.get(page).query('a[href$=".ics"]')
    assert visitor.client.get(str((link.attrs or {})["href"])).data.startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize("answer", ["confirm", "dispute"])
def test_a_claim_is_answered_on_the_page_with_its_paper_at_hand(
    visitor: Visitor, session: Session, clock: MovableClock, answer: str
) -> None:
    pair = make_introduced(session, clock)
    token = make_contact_link(session, pair.match, Kind.DEMAND, clock)
    claim = make_claim(session, clock, pair)
    session.commit()
    page = visitor.get(f"/introduced/{token}?lang=en")
    (paper,) = page.query('a[href*="/papers/"]')
    assert visitor.client.get(str((paper.attrs or {})["href"])).data == PDF
    address = f"/introduced/{token}/outcomes/{claim.id}"
    visitor.post(f"{address}/dispute", {"version": str(claim.version), "why": ""}, expect=400)
    sent = {"version": str(claim.version), "why": "意向书还没有盖章"}
    visitor.post(f"{address}/{answer}", sent, expect=303)
    visitor.post(f"{address}/{answer}", sent, expect=409)
    session.refresh(claim)
    assert claim.state is (OutcomeState.CONFIRMED if answer == "confirm" else OutcomeState.DISPUTED)
    assert not visitor.get(f"/introduced/{token}").query(f'form[action*="/outcomes/{claim.id}/"]')
