"""What a side is shown of its pairs and listings."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.errors import NotAllowed, NotFound
from marketplace.models import Kind, ListingState, MatchState, Review, Role
from marketplace.services.answers.accept import accept_match
from marketplace.services.answers.own_pairs import REVIEWED, SET_ASIDE
from marketplace.services.answers.pair_rows import Turn
from marketplace.services.answers.read_overview import read_overview
from marketplace.services.answers.read_own_listing import read_own_listing
from marketplace.services.answers.read_own_pair import read_own_pair
from tests.doubles import MovableClock
from tests.factories import make_account, make_listing, make_match, make_organization
from tests.factories.recommended import make_recommended

M = MatchState


@pytest.mark.parametrize("state", list(M))
def test_only_reviewed_pairs_are_shown(session: Session, state: MatchState) -> None:
    pair = make_recommended(session, state)
    shown = sum(len(rows) for rows in read_overview(session, pair.owner).pairs.values())
    if state in REVIEWED | SET_ASIDE:
        assert shown == 1
        assert read_own_pair(session, pair.owner, pair.match.id).match is pair.match
        return
    assert shown == 0
    with pytest.raises(NotFound):
        read_own_pair(session, pair.owner, pair.match.id)
    assert read_own_listing(session, pair.owner, pair.match.demand.code).pairs == []


@pytest.mark.parametrize("state", sorted(SET_ASIDE))
def test_a_pair_set_aside_before_any_recommendation_stays_unseen(session: Session, state: MatchState) -> None:
    match = make_match(session, state=state)
    owner = make_account(session, Role.DEMAND_OWNER, match.demand.organization)
    with pytest.raises(NotFound):
        read_own_pair(session, owner, match.id)


def test_whose_turn_it_is(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    turns = {
        who: [turn for turn, rows in read_overview(session, who).pairs.items() if rows]
        for who in (pair.owner, pair.company)
    }
    assert set(map(tuple, turns.values())) == {(Turn.OURS,)}
    accept_match(session, pair.owner, pair.match.id, Kind.DEMAND, pair.seen, clock=clock)
    session.flush()
    ours = read_overview(session, pair.company).pairs[Turn.OURS]
    assert [row.other_accepted for row in ours] == [True]
    assert ours[0].since == clock.now()
    assert len(read_overview(session, pair.owner).pairs[Turn.THEIRS]) == 1


def test_the_best_pair_comes_first(session: Session) -> None:
    supplier = make_organization(session)
    pairs = [make_recommended(session, supplier=supplier, score=score) for score in (0.4, 0.9, 0.6)]
    rows = read_overview(session, pairs[0].company).pairs[Turn.OURS]
    assert [row.match.id for row in rows] == [pairs[1].match.id, pairs[2].match.id, pairs[0].match.id]


def test_a_draft_is_listed_by_its_newest_text(session: Session) -> None:
    company = make_account(session, Role.COMPANY)
    make_listing(session, Kind.SUPPLY, company.organization, ListingState.DRAFT, title="尚未发布")
    own = read_overview(session, company).listings
    assert [one.text.title for one in own] == ["尚未发布"]
    assert own[0].total == 0


def test_strangers_find_neither_listing_nor_pair(session: Session) -> None:
    pair = make_recommended(session)
    stranger = make_account(session, Role.COMPANY)
    with pytest.raises(NotFound):
        read_own_listing(session, stranger, pair.match.supply.code)
    with pytest.raises(NotFound):
        read_own_listing(session, pair.company, pair.match.demand.code)
    with pytest.raises(NotFound):
        read_own_pair(session, stranger, pair.match.id)
    with pytest.raises(NotAllowed):
        read_overview(session, pair.staff)


def test_an_account_without_an_organization_has_an_empty_workspace(session: Session) -> None:
    make_recommended(session)
    homeless = make_account(session, Role.COMPANY)
    homeless.organization = None
    session.flush()
    overview = read_overview(session, homeless)
    assert overview.listings == []
    assert not any(overview.pairs.values())


def test_an_organization_on_both_sides_sees_the_pair_twice(session: Session) -> None:
    organization = make_organization(session)
    pair = make_recommended(session, demander=organization, supplier=organization)
    rows = read_overview(session, pair.owner).pairs[Turn.OURS]
    assert {row.side for row in rows} == set(Kind)
    assert read_own_pair(session, pair.owner, pair.match.id, Kind.SUPPLY).row.side is Kind.SUPPLY
    assert len(read_own_listing(session, pair.owner, pair.match.demand.code).pairs) == 1


def test_a_text_changed_since_is_said(session: Session) -> None:
    pair = make_recommended(session)
    assert not read_own_pair(session, pair.owner, pair.match.id).text_changed
    review = session.query(Review).one()
    review.supply_hash = "an older text"
    session.flush()
    assert read_own_pair(session, pair.owner, pair.match.id).text_changed
