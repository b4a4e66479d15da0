"""Verdicts teach new kinds."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import AuditEvent, Kind, KindSource, KindState, Match, ProblemKind
from marketplace.services.kinds.propose import propose_kind_from_pair
from marketplace.services.reviews.lock import Seen, public_hash
from marketplace.services.reviews.recommend import recommend_match
from tests.doubles import MovableClock
from tests.factories import make_account, make_kind, make_listing, make_match, make_recall


def pair(session: Session, demand_kind: str, supply_kind: str, similarity: float = 0.8) -> Match:
    """A pair whose sides recall these kinds."""
    demand = make_listing(session, Kind.DEMAND, title="电梯里有人推电动车", industry="智慧社区")
    match = make_match(session, demand, make_listing(session, title="轿厢识别终端"))
    make_recall(session, match.demand, demand_kind, similarity)
    make_recall(session, match.supply, supply_kind, similarity)
    return match


def test_a_pair_that_no_kind_explains_proposes_one_once(session: Session, clock: MovableClock) -> None:
    match, staff = pair(session, "city-001", "community-002"), make_account(session)
    seen = Seen(match.version, public_hash(match.demand), public_hash(match.supply))
    recommend_match(session, staff, match.id, seen, clock=clock)

    draft = session.scalars(select(ProblemKind)).one()
    assert (draft.state, draft.source, draft.match_id) == (KindState.DRAFT, KindSource.VERDICT, match.id)
    assert (draft.name, draft.sector) == ("电梯里有人推电动车", "智慧社区")
    assert [text["title"] for text in draft.demands + draft.supplies] == [
        "电梯里有人推电动车",
        "轿厢识别终端",
    ]
    event = session.scalars(select(AuditEvent).where(AuditEvent.entity_type == "problem_kinds")).one()
    assert (event.action, event.details) == ("kind.proposed", {"match_id": match.id})

    assert propose_kind_from_pair(session, staff, match) is None
    assert len(session.scalars(select(ProblemKind)).all()) == 1


def test_a_pair_that_a_kind_explains_proposes_none(session: Session) -> None:
    match = pair(session, "community-001", "community-001")
    assert propose_kind_from_pair(session, make_account(session), match) is None


def test_a_kind_both_recall_faintly_explains_nothing(session: Session) -> None:
    match = pair(session, "community-001", "community-001", similarity=0.1)
    assert propose_kind_from_pair(session, make_account(session), match) is not None


def test_listings_that_were_never_compared_propose_none(session: Session) -> None:
    match = make_match(session)
    assert propose_kind_from_pair(session, make_account(session), match) is None


def test_a_second_supply_joins_the_draft_of_its_demand(session: Session) -> None:
    staff, first = make_account(session), pair(session, "city-001", "community-002")
    draft = propose_kind_from_pair(session, staff, first)
    session.flush()
    second = make_match(session, first.demand, make_listing(session, title="梯控联动网关"))
    make_recall(session, second.supply, "city-009")

    assert propose_kind_from_pair(session, staff, second) is draft
    assert draft is not None
    assert [text["title"] for text in draft.supplies] == ["轿厢识别终端", "梯控联动网关"]


def test_a_taken_name_gets_the_code(session: Session) -> None:
    make_kind(session, name="电梯里有人推电动车")
    match = pair(session, "city-001", "community-002")
    draft = propose_kind_from_pair(session, make_account(session), match)

    assert draft is not None
    assert match.demand.code in draft.name and len(draft.name) <= 30
