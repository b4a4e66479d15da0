"""A link is no way round a suspension, and none to what became of another organization's pair."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import Kind, MatchState, OrganizationState, SuspendedFor
from marketplace.services.answers.accept import accept_match
from marketplace.services.contacts.find import contact_of
from marketplace.services.introductions.by_link import read_introduced, show_contact_by_link
from marketplace.services.introductions.links import Shut
from marketplace.services.links.decide import accept_by_link, decline_by_link
from marketplace.services.links.find import Closed, find_link
from marketplace.services.links.read import read_linked_pair
from marketplace.services.questions.ask import ask_by_link
from tests.doubles import MovableClock
from tests.factories import make_organization
from tests.factories.introduced import make_introduced
from tests.factories.links import make_contact_link, make_link
from tests.factories.recommended import Recommended, make_recommended

S = Kind.SUPPLY


def shut_out(session: Session, pair: Recommended, way: str) -> None:
    """Suspend the supplier, or the person who is its listing's contact."""
    if way == "organization":
        pair.match.supply.organization.state = OrganizationState.SUSPENDED
    else:
        contact = contact_of(session, pair.match.supply_id)
        assert contact is not None
        contact.email = pair.company.email.upper()
        pair.company.active, pair.company.suspended_for = False, SuspendedFor.IDLE
    session.flush()


@pytest.mark.parametrize("way", ["organization", "person"])
def test_whoever_is_suspended_does_nothing_by_a_link(session: Session, clock: MovableClock, way: str) -> None:
    pair = make_recommended(session)
    token = make_link(session, pair.match, S, clock)
    shut_out(session, pair, way)
    assert find_link(session, token, clock=clock).closed is Closed.SUSPENDED
    with pytest.raises(WrongState):
        accept_by_link(session, token, pair.seen, "王小明", clock=clock)
    with pytest.raises(WrongState):
        decline_by_link(
            session, token, pair.match.version, name="王小明", reason="other", note="不", clock=clock
        )
    with pytest.raises(WrongState):
        ask_by_link(session, token, "能否部署？", clock=clock)
    assert read_linked_pair(session, token, clock=clock).thread == []
    assert pair.match.state is MatchState.RECOMMENDED


@pytest.mark.parametrize("way", ["organization", "person"])
def test_whoever_is_suspended_sees_no_contact_by_a_link(
    session: Session, clock: MovableClock, way: str
) -> None:
    pair = make_introduced(session, clock)
    token = make_contact_link(session, pair.match, S, clock)
    show_contact_by_link(session, token, clock=clock)
    shut_out(session, pair, way)
    page = read_introduced(session, token, clock=clock)
    assert (page.found.shut, page.contact, page.masked, page.follow) == (Shut.SUSPENDED, None, None, None)
    with pytest.raises(WrongState):
        show_contact_by_link(session, token, clock=clock)


def test_a_former_owner_learns_nothing_of_what_became_of_the_pair(
    session: Session, clock: MovableClock
) -> None:
    pair = make_recommended(session)
    token = make_link(session, pair.match, S, clock)
    pair.match.supply.organization = pair.company.organization = make_organization(session)
    session.flush()
    for side in Kind:
        accept_match(session, pair.on(side), pair.match.id, side, pair.seen, clock=clock)
        session.flush()
    found = find_link(session, token, clock=clock)
    assert found.closed is Closed.CHANGED, "not “introduced”: that is the new owner's to know"
    assert not found.is_of_owner


def test_the_link_of_an_earlier_mail_leads_on(session: Session, clock: MovableClock) -> None:
    """Every step after the introduction is mailed with a link; opening the mail before the last works too."""
    pair = make_introduced(session, clock)
    earlier = make_contact_link(session, pair.match, S, clock)
    show_contact_by_link(session, earlier, clock=clock)
    clock.move(days=3)
    newer = make_contact_link(session, pair.match, S, clock)
    assert read_introduced(session, earlier, clock=clock).contact is not None
    assert read_introduced(session, newer, clock=clock).found.shut is None
