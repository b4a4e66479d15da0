"""An acceptance holds for the texts that were recommended and the organizations that were asked."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import Kind, MatchState
from marketplace.services.answers.accept import accept_match
from marketplace.services.answers.own_pairs import across, listing_on
from marketplace.services.introductions.contact import disclosed_contact, show_contact
from tests.doubles import MovableClock
from tests.factories import make_account, make_organization
from tests.factories.recommended import Recommended, make_recommended
from tests.services.matching.conftest import edit

SIDES = list(Kind)


def accept(session: Session, pair: Recommended, side: Kind, clock: MovableClock) -> None:
    accept_match(session, pair.on(side), pair.match.id, side, pair.seen, clock=clock)
    session.flush()


@pytest.mark.parametrize("side", SIDES)
def test_a_text_edited_after_the_recommendation_is_not_accepted(
    session: Session, clock: MovableClock, side: Kind
) -> None:
    """Also while the engine is down and the pair has not gone back to staff yet."""
    pair = make_recommended(session)
    edit(session, listing_on(pair.match, side), summary="完全不同的内容。")
    for asked in SIDES:
        with pytest.raises(WrongState, match="changed since our staff"):
            accept(session, pair, asked, clock)


def test_a_text_edited_between_the_two_acceptances_introduces_nobody(
    session: Session, clock: MovableClock
) -> None:
    pair = make_recommended(session)
    accept(session, pair, Kind.DEMAND, clock)
    edit(session, pair.match.supply, summary="完全不同的产品。")
    with pytest.raises(WrongState, match="changed since our staff"):
        accept(session, pair, Kind.SUPPLY, clock)
    assert pair.match.state is MatchState.ACCEPTED_BY_DEMAND


def test_a_trivial_edit_stops_nobody(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    text = pair.match.supply.published_version
    assert text is not None
    edit(session, pair.match.supply, summary=text.summary.replace("。", " ！"))
    for side in SIDES:
        accept(session, pair, side, clock)
    assert pair.match.state is MatchState.INTRODUCED


@pytest.mark.parametrize("first", SIDES)
def test_a_listing_that_changes_hands_leaves_its_acceptance_behind(
    session: Session, clock: MovableClock, first: Kind
) -> None:
    pair = make_recommended(session)
    accept(session, pair, first, clock)
    listing_on(pair.match, first).organization = make_organization(session)
    session.flush()
    with pytest.raises(WrongState, match="another organization"):
        accept(session, pair, across(first), clock)


@pytest.mark.parametrize("moved", SIDES)
def test_after_a_listing_changes_hands_no_contact_is_shown(
    session: Session, clock: MovableClock, moved: Kind
) -> None:
    pair = make_recommended(session)
    for side in SIDES:
        accept(session, pair, side, clock)
        clock.move(hours=1)
    show_contact(session, pair.on(across(moved)), pair.match.id, across(moved), clock=clock)
    heir = make_account(session, pair.on(moved).role, make_organization(session))
    listing_on(pair.match, moved).organization = heir.organization  # type: ignore[assignment]
    session.flush()
    for actor, side in ((heir, moved), (pair.on(across(moved)), across(moved))):
        with pytest.raises(WrongState):
            show_contact(session, actor, pair.match.id, side, clock=clock)
        assert disclosed_contact(session, actor, pair.match, side) is None
