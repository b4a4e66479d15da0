"""An acceptance given by a link is taken back by that link alone, until the other side has accepted too."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import Answer, AuditEvent, Kind, Mail, MatchState, Topic
from marketplace.services.answers.accept import accept_match
from marketplace.services.links.decide import accept_by_link, decline_by_link
from marketplace.services.links.find import Closed, find_link
from marketplace.services.links.issue import PATH
from marketplace.services.links.read import read_linked_pair
from marketplace.services.links.withdraw import withdraw_by_link
from tests.doubles import MovableClock
from tests.factories.links import make_approach, make_link
from tests.factories.recommended import Recommended, make_recommended

D, S = Kind.DEMAND, Kind.SUPPLY


@pytest.fixture
def pair(session: Session) -> Recommended:
    """Recommended; nobody of the supplier can sign in."""
    pair = make_recommended(session)
    pair.company.active = False
    session.flush()
    return pair


def test_it_is_taken_back_and_answered_anew_by_the_link_that_follows(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = make_link(session, pair.match, S, clock)
    accept_by_link(session, token, pair.seen, "信息科", clock=clock)
    session.flush()
    assert read_linked_pair(session, token, clock=clock).can_withdraw
    match = withdraw_by_link(session, token, clock=clock)
    session.flush()
    assert match.state is MatchState.RECOMMENDED
    assert session.scalars(select(Answer).where(Answer.revoked_at.is_(None))).all() == []
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "match.withdraw")).one()
    assert event.actor_id is None and event.details["came_by"] == "link"
    assert find_link(session, token, clock=clock).closed is Closed.TAKEN_BACK
    with pytest.raises(WrongState):
        withdraw_by_link(session, token, clock=clock)
    mail = session.scalars(select(Mail).where(Mail.topic == Topic.LINK_TAKEN_BACK.value)).one()
    assert mail.link is not None
    accept_by_link(session, mail.link.removeprefix(PATH), pair.seen, "信息科", clock=clock)
    session.flush()
    assert pair.match.state is MatchState.ACCEPTED_BY_SUPPLY
    assert find_link(session, token, clock=clock).closed is Closed.ANSWERED


def test_not_after_the_other_side_nor_by_another_link_nor_a_decline(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = make_link(session, pair.match, S, clock)
    with pytest.raises(WrongState):
        withdraw_by_link(session, token, clock=clock)
    accept_by_link(session, token, pair.seen, "信息科", clock=clock)
    session.flush()
    other = make_link(session, pair.match, S, clock)
    with pytest.raises(WrongState):
        withdraw_by_link(session, other, clock=clock)
    accept_match(session, pair.owner, pair.match.id, D, pair.seen, clock=clock)
    session.flush()
    with pytest.raises(WrongState):
        withdraw_by_link(session, token, clock=clock)
    assert pair.match.state is MatchState.INTRODUCED
    declined = make_recommended(session)
    token = make_link(session, declined.match, S, clock)
    decline_by_link(session, token, declined.match.version, name="信息科", reason="no_capacity", clock=clock)
    session.flush()
    with pytest.raises(WrongState):
        withdraw_by_link(session, token, clock=clock)


def test_a_link_says_when_the_other_side_asked_for_the_pair(
    session: Session, clock: MovableClock, pair: Recommended
) -> None:
    token = make_link(session, pair.match, S, clock)
    assert not read_linked_pair(session, token, clock=clock).asked_by_them
    make_approach(session, pair.match.supply, pair.owner, clock, pair.match)
    assert read_linked_pair(session, token, clock=clock).asked_by_them
