"""The site's reranker: asked by the engine and by nobody else, and without it everything as before."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy.orm import Session, sessionmaker

from marketplace.engine import reranker
from marketplace.engine.core import LocalEngine
from marketplace.engine.reranker import load_reordering
from marketplace.engine.wire import ranked_demand_of, to_json
from marketplace.models import Kind, Listing, ListingContact
from marketplace.settings import Settings
from matching.encoders.hashing import HashingEncoder
from tests.engine.conftest import publish
from tests.matching.reranking.services import Answer, Service, said, serving

CONTACT = ("欧阳联络", "13800138000", "contact@example.org")


def prefers_pressure(path: str, body: Any) -> Answer:
    """Either form: a model that likes pressure monitoring only."""
    if "messages" in body:
        offer = body["messages"][-1]["content"].split("=== offer")[1]
        return said('{"grade": 3}' if "压力" in offer else '{"grade": 0}')
    texts = body["documents"]
    return 200, {
        "results": [
            {"index": place, "relevance_score": 0.97 if "压力" in text else 0.03}
            for place, text in enumerate(texts)
        ]
    }


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(prefers_pressure) as running:
        yield running


def engine_with(sessions: sessionmaker[Session], url: str, **values: Any) -> LocalEngine:
    settings = Settings(reranker_url=url, **{"reranker_weight": 0.5, "reranker_seconds": 5.0, **values})
    return LocalEngine(HashingEncoder(), sessions, reordering=load_reordering(settings))


@pytest.fixture
def listings(session: Session) -> list[Listing]:
    """A need, and three offers of which the last fits by far the least."""
    found = [
        publish(session, Kind.DEMAND, "供水管网夜间漏点定位"),
        publish(session, Kind.SUPPLY, "供水管网漏点听音定位"),
        publish(session, Kind.SUPPLY, "供水管网漏点相关仪"),
        publish(session, Kind.SUPPLY, "压力监测"),
    ]
    session.commit()
    return found


def order(engine: LocalEngine, demand: Listing, top: int = 5) -> list[int]:
    return [pair.supply_id for pair in engine.rank([demand.id], top)[0].suggestions]


@pytest.mark.parametrize("kind", ["rerank", "chat"])
def test_the_engine_has_the_first_suggestions_looked_at_again(
    core: LocalEngine,
    sessions: sessionmaker[Session],
    service: Service,
    listings: list[Listing],
    kind: str,
) -> None:
    demand, _, _, pressure = listings
    engine = engine_with(sessions, service.url, reranker_kind=kind)
    for each in (core, engine):
        each.refresh()
    assert order(core, demand)[-1] == pressure.id
    (ranked,) = engine.rank([demand.id], 2)
    assert ranked.reranked and ranked_demand_of(to_json(ranked)) == ranked
    assert [pair.rank for pair in ranked.suggestions] == [1, 2]
    first = ranked.suggestions[0]
    assert first.supply_id == pressure.id  # from the third place into the first two
    assert first.parts[-1]["name"] == "reranker"
    assert first.score == pytest.approx(sum(part["value"] * part["weight"] for part in first.parts))
    explained = engine.explain(demand.id, pressure.id)
    assert (explained["rank"], explained["score"]) == (1, first.score)


def test_a_supply_that_may_be_lifted_concerns_the_demand(
    core: LocalEngine, sessions: sessionmaker[Session], service: Service, listings: list[Listing]
) -> None:
    demand, _, _, pressure = listings
    engine = engine_with(sessions, service.url)
    for each in (core, engine):
        each.refresh()
    assert core.affected_demands([pressure.id], top=1) == []
    assert engine.affected_demands([pressure.id], top=1) == [demand.id]
    assert not service.bodies


@pytest.mark.parametrize("kind", ["rerank", "chat"])
@pytest.mark.parametrize(
    "answer", [(500, "broken"), (200, "<html>"), (200, {"results": [{"index": 0, "score": 1}]})]
)
def test_where_it_fails_everything_is_as_without_it(
    core: LocalEngine,
    sessions: sessionmaker[Session],
    listings: list[Listing],
    caplog: pytest.LogCaptureFixture,
    kind: str,
    answer: Answer,
) -> None:
    with serving(lambda path, body: answer) as broken:
        engine = engine_with(sessions, broken.url, reranker_kind=kind)
        for each in (core, engine):
            each.refresh()
        caplog.clear()
        ids = [listings[0].id]
        for _ in range(6):
            assert engine.rank(ids, 5) == core.rank(ids, 5)
        assert len([r for r in caplog.records if r.levelno >= logging.WARNING]) == 1
        health = engine.health()["reranker"]
        assert health["failed"] == health["asked"] <= 3
        assert health["failed"] + health["spared"] == 6
        assert health["resting_s"] > 0 and health["last_error"].startswith("127.0.0.1:")
        assert health["failed_at"].endswith("+00:00")


def test_a_run_that_would_take_too_long_leaves_the_other_lists_as_ranked(
    sessions: sessionmaker[Session],
    service: Service,
    listings: list[Listing],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine = engine_with(sessions, service.url)
    engine.refresh()
    monkeypatch.setattr(reranker, "RERANKING_S", -1.0)
    assert [ranked.reranked for ranked in engine.rank([listings[0].id], 5)] == [False]
    assert "1 of 1 lists are left as ranked" in caplog.text
    assert not service.bodies


def test_no_contact_and_no_owner_leaves_the_site(
    session: Session, sessions: sessionmaker[Session], listings: list[Listing]
) -> None:
    for listing in listings:
        contact = session.get_one(ListingContact, listing.id)
        contact.name, contact.phone, contact.email = CONTACT
    session.commit()
    secrets = [*CONTACT, *(listing.organization.name for listing in listings)]
    secrets += [listing.code for listing in listings]
    for kind in ("rerank", "chat"):
        with serving(prefers_pressure) as service:
            engine = engine_with(sessions, service.url, reranker_kind=kind)
            engine.refresh()
            assert engine.rank([listings[0].id], 5)[0].reranked
            assert "压力监测" in service.sent
            for secret in secrets:
                assert secret not in service.sent


def test_without_an_address_there_is_none(core: LocalEngine) -> None:
    assert load_reordering(Settings()) is None
    assert load_reordering(Settings(reranker_url="")) is None
    assert core.health()["reranker"] is None
    assert core.health()["settings"]["reranker"] is None


@pytest.mark.parametrize(
    "values",
    [
        {"reranker_url": "reranker:8080"},
        {"reranker_kind": "oracle"},
        {"reranker_weight": 1.0},
        {"reranker_depth": 1},
        {"reranker_seconds": 0},
    ],
)
def test_settings_that_mean_nothing_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(**values)


def test_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    said_so = {"URL": "https://host/v1", "KIND": "chat", "MODEL": "qwen", "API_KEY": "key", "SECONDS": "2.5"}
    for name, value in said_so.items():
        monkeypatch.setenv(f"JINGQIAO_RERANKER_{name}", value)
    reordering = load_reordering(Settings())
    assert reordering is not None
    assert reordering.name == "qwen@host/v1/chat/completions"
    assert (reordering.depth, reordering.weight) == (20, 0.1)
