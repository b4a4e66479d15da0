"""The engine knows the kinds of problem that staff keep, and tells what one changes."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from marketplace.engine.core import LocalEngine
from marketplace.models import Kind, KindState, Listing, RecalledKind
from tests.engine.conftest import ESSAY, LEAK, LIFT, own_kind, publish
from tests.factories import make_kind


def recalled(session: Session, listing: Listing) -> list[str]:
    session.expire_all()
    query = select(RecalledKind).where(RecalledKind.listing_id == listing.id).order_by(RecalledKind.place)
    return [row.kind for row in session.scalars(query)]


def sent(text: str, key: str = "draft") -> dict[str, Any]:
    said = [{"title": text, "summary": text}]
    return {
        "id": key,
        "sector": "智慧社区",
        "name": text,
        "problem": text,
        "demands": said,
        "supplies": said,
        "lookalikes": [],
        "technologies": [],
        "requires": {},
    }


def test_what_listings_recall_is_written_down(taught: LocalEngine, session: Session) -> None:
    demand, supply = publish(session, Kind.DEMAND, LEAK), publish(session, Kind.SUPPLY, ESSAY)
    session.commit()
    taught.refresh()

    assert recalled(session, demand)[0] == "leak" and recalled(session, supply)[0] == "essay"
    best = session.scalars(select(RecalledKind).where(RecalledKind.listing_id == demand.id)).first()
    assert best is not None and 0.3 < best.similarity <= 1.0 and 0.0 < best.share <= 1.0

    later = publish(session, Kind.DEMAND, LEAK)
    session.commit()
    taught.follow([later.id])
    assert recalled(session, later)[0] == "leak"


def test_an_added_kind_is_recalled_and_a_retired_one_forgotten(taught: LocalEngine, session: Session) -> None:
    demand = publish(session, Kind.DEMAND, LIFT)
    kind = own_kind(session, LIFT)
    draft = own_kind(session, f"{LIFT}草稿", KindState.DRAFT)
    session.commit()
    taught.refresh()
    assert recalled(session, demand)[0] == kind.key
    assert draft.key not in recalled(session, demand)

    kind.state = KindState.RETIRED
    session.commit()
    taught.follow_kinds()
    assert kind.key not in recalled(session, demand)
    assert taught.matcher.trained.memory is not None
    assert kind.key not in taught.matcher.trained.memory.names


def test_a_pair_is_explained_by_an_added_kind(taught: LocalEngine, session: Session) -> None:
    demand, supply = publish(session, Kind.DEMAND, LIFT), publish(session, Kind.SUPPLY, LIFT)
    kind = own_kind(session, LIFT)
    session.commit()
    taught.refresh()

    (reason,) = [r for r in taught.explain(demand.id, supply.id)["reasons"] if r["code"] == "same_kind"]
    assert reason["values"]["kind"] == kind.key
    assert reason["values"]["need"] > 0.5 and reason["values"]["offer"] > 0.5


def test_a_preview_says_who_recalls_it_and_stores_nothing(taught: LocalEngine, session: Session) -> None:
    demand, supply = publish(session, Kind.DEMAND, LIFT), publish(session, Kind.SUPPLY, LIFT)
    publish(session, Kind.SUPPLY, ESSAY)
    session.commit()
    taught.refresh()
    before = recalled(session, demand)

    effect = taught.preview_kind(sent(LIFT))

    assert effect["counts"] == {"demand": 1, "supply": 1}
    assert effect["recalled"][0]["listing_id"] == demand.id and effect["recalled"][0]["is_about"]
    assert supply.id in {row["listing_id"] for row in effect["recalled"]}
    assert effect["examined"] == 1 and effect["ranks_by_kinds"]
    assert recalled(session, demand) == before
    assert taught.matcher.trained.memory is not None and len(taught.matcher.trained.memory) == 2


def test_a_preview_names_the_suggestions_that_change(taught: LocalEngine, session: Session) -> None:
    """Before and after saving: without the kind the order is one, with it the other."""
    demand = publish(session, Kind.DEMAND, "电动车")
    for number in range(4):
        publish(session, Kind.SUPPLY, f"电动车{number}号充电桩")
    publish(session, Kind.SUPPLY, "轿厢阻梯终端")
    session.commit()
    taught.refresh()
    kind = sent(LIFT)
    kind["demands"], kind["supplies"] = (
        [{"title": text, "summary": f"{text}。"}] for text in ("电动车", "轿厢阻梯终端")
    )
    drafted = taught.preview_kind(kind)
    (change,) = drafted["changes"]
    assert change["demand_id"] == demand.id and change["before"] != change["after"]

    fields = {name: kind[name] for name in ("sector", "name", "problem", "demands", "supplies")}
    stored = make_kind(session, **fields, lookalikes=[], technologies=[], requires={})
    session.commit()
    taught.follow_kinds()
    (again,) = taught.preview_kind({**kind, "id": stored.key})["changes"]
    assert [p["supply_id"] for p in again["after"]] == [p["supply_id"] for p in change["after"]]
    now = taught.rank([demand.id], 3)[0].suggestions
    assert [pair.supply_id for pair in now] == [p["supply_id"] for p in again["after"]]
    assert [pair.score for pair in now] == pytest.approx([p["score"] for p in again["after"]], abs=2e-3)


def test_nothing_is_written_twice(taught: LocalEngine, session: Session) -> None:
    demand = publish(session, Kind.DEMAND, LEAK)
    session.commit()
    taught.refresh()
    session.execute(update(RecalledKind).values(kind="seen before"))
    session.commit()
    taught.refresh()
    assert set(recalled(session, demand)) == {"seen before"}


def test_what_is_missing_is_written_again(taught: LocalEngine, session: Session) -> None:
    demand = publish(session, Kind.DEMAND, LEAK)
    session.commit()
    taught.refresh()
    session.execute(delete(RecalledKind))
    session.commit()
    taught.refresh()
    assert recalled(session, demand)[0] == "leak"


def test_an_encoder_that_was_taught_no_kinds_says_so(core: LocalEngine, session: Session) -> None:
    demand = publish(session, Kind.DEMAND, LEAK)
    session.commit()
    core.refresh()
    core.follow_kinds()

    assert recalled(session, demand) == []
    assert core.preview_kind(sent(LIFT))["ranks_by_kinds"] is False
