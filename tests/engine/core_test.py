"""The engine's answers."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.engine import core as core_module
from marketplace.engine.core import LocalEngine
from marketplace.errors import NotFound
from marketplace.models import Kind
from tests.engine.conftest import publish


def test_rank_orders_supplies_and_leaves_out_unknown_demands(core: LocalEngine, session: Session) -> None:
    demand = publish(session, Kind.DEMAND, "供水管网夜间漏点定位")
    near = publish(session, Kind.SUPPLY, "供水管网漏点听音定位")
    publish(session, Kind.SUPPLY, "中小学作文批改")
    session.commit()
    core.refresh()

    ranked = core.rank([demand.id, 999_999], top=5)

    assert [item.demand_id for item in ranked] == [demand.id]
    best = ranked[0].suggestions[0]
    assert best.supply_id == near.id
    assert best.rank == 1
    assert best.score == pytest.approx(sum(part["value"] * part["weight"] for part in best.parts))


def test_supplies_of_the_demands_own_organization_are_not_suggested(
    core: LocalEngine, session: Session
) -> None:
    demand = publish(session, Kind.DEMAND, "供水管网漏点定位")
    publish(session, Kind.SUPPLY, "供水管网漏点定位", organization=demand.organization)
    session.commit()
    core.refresh()

    assert core.rank([demand.id], top=5)[0].suggestions == ()


@pytest.mark.parametrize("all_demands", [300, 0])
def test_affected_demands_are_those_that_would_see_the_supply(
    core: LocalEngine, session: Session, monkeypatch: pytest.MonkeyPatch, all_demands: int
) -> None:
    monkeypatch.setattr(core_module, "ALL_DEMANDS", all_demands)
    water = publish(session, Kind.DEMAND, "供水管网漏点定位")
    school = publish(session, Kind.DEMAND, "中小学作文批改")
    leak = publish(session, Kind.SUPPLY, "供水管网漏点听音定位")
    essay = publish(session, Kind.SUPPLY, "作文智能批改")
    session.commit()
    core.refresh()

    assert core.affected_demands([leak.id], top=1) == [water.id]
    assert core.affected_demands([essay.id], top=1) == [school.id]
    assert core.affected_demands([999_999], top=1) == []


def test_explain_knows_any_pair_and_refuses_unknown_ones(core: LocalEngine, session: Session) -> None:
    demand = publish(session, Kind.DEMAND, "供水管网漏点定位")
    supply = publish(session, Kind.SUPPLY, "中小学作文批改")
    session.commit()
    core.refresh()

    explained = core.explain(demand.id, supply.id)
    assert explained["rank"] == 1
    assert explained["pool_size"] == 1
    assert {"score", "parts", "shared_terms", "reasons", "why_not"} <= explained.keys()
    with pytest.raises(NotFound):
        core.explain(demand.id, 999_999)


def test_search_and_similar(core: LocalEngine, session: Session) -> None:
    leak = publish(session, Kind.SUPPLY, "供水管网漏点听音定位")
    other = publish(session, Kind.SUPPLY, "管网漏点相关仪")
    demand = publish(session, Kind.DEMAND, "供水管网漏点")
    session.commit()
    core.refresh()

    assert demand.id in {hit.listing_id for hit in core.search("漏点", 5)}
    assert {hit.listing_id for hit in core.search("漏点", 5, "supply")} == {leak.id, other.id}
    assert [hit.listing_id for hit in core.similar(leak.id, 5)] == [other.id]
    assert core.similar(999_999, 5) == []
