"""The way of a pair as its page draws it, and what staff add to it."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy.orm import Session

from marketplace.models import Introduction, MatchState
from tests.doubles import MovableClock
from tests.factories.introduced import PDF, make_introduced
from tests.web.visitor import Visitor

M = MatchState
WORDS = {
    M.INTRODUCED: "已引荐",
    M.MEETING: "洽谈",
    M.PILOT: "试点",
    M.SIGNED: "已签约",
    M.DELIVERED: None,
}


@pytest.mark.parametrize("state", list(WORDS))
def test_the_present_state_is_the_present_step(
    visitor: Visitor, session: Session, clock: MovableClock, state: MatchState
) -> None:
    pair = make_introduced(session, clock)
    assert session.query(Introduction).one()
    pair.match.state = state
    session.commit()
    visitor.sign_in(pair.owner)
    page = visitor.get(f"/workspace/matches/{pair.match.id}")
    present = [step.to_text() for step in page.query(".steps [aria-current=step]")]
    assert len(present) == (0 if WORDS[state] is None else 1)
    assert all(str(WORDS[state]) in one for one in present)
    reached = len([one for one in WORDS if list(WORDS).index(one) < list(WORDS).index(state)])
    assert len(page.query(".steps .step-done")) == 3 + reached + (state is M.DELIVERED)


def test_staff_note_a_next_step_and_a_file(visitor: Visitor, session: Session, clock: MovableClock) -> None:
    pair = make_introduced(session, clock)
    session.commit()
    visitor.sign_in(pair.staff)
    form = visitor.get(f"/staff/matches/{pair.match.id}")
    assert form.query("#follow-step") and form.query("#follow-files")
    note = {"text": "电话回访", "visibility": "both", "next_step": "提交部署方案", "acts_next": "supply"}
    address = f"/staff/matches/{pair.match.id}/follow-up-note"
    sent = note | {"due_on": "2026-11-20", "files": (BytesIO(PDF), "部署说明.pdf")}
    visitor.post(address, sent, expect=303, content_type="multipart/form-data")
    page = visitor.get(f"/staff/matches/{pair.match.id}").to_text()
    assert "提交部署方案" in page and "部署说明.pdf" in page
    assert "提交部署方案" in visitor.sign_in(pair.company).get("/workspace").to_text()
    visitor.sign_in(pair.staff).post(address, note | {"due_on": ""}, expect=400)
