"""The engine's HTTP edge."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.engine.core import LocalEngine
from marketplace.engine.server import create_engine_app
from marketplace.models import Kind
from tests.engine.conftest import publish


class Ready:
    """An engine that is loaded, or is not yet."""

    def __init__(self, engine: LocalEngine | None) -> None:
        self.engine = engine
        self.stage = {"stage": "model", "done": 0, "total": 0}


@pytest.fixture
def http(core: LocalEngine) -> FlaskClient:
    return create_engine_app(Ready(core)).test_client()


def test_embeddings_have_the_openai_form(http: FlaskClient, core: LocalEngine) -> None:
    answer = http.post("/v1/embeddings", json={"model": "any", "input": ["漏点", "作文"]}).get_json()

    assert answer["object"] == "list"
    assert [item["index"] for item in answer["data"]] == [0, 1]
    assert [len(item["embedding"]) for item in answer["data"]] == [256, 256]
    assert answer["data"][0]["embedding"] == core.encode(["漏点"], "passage")[0]


def test_one_text_and_a_role_are_accepted(http: FlaskClient) -> None:
    answer = http.post("/v1/embeddings", json={"input": "漏点", "input_type": "query"})
    assert len(answer.get_json()["data"]) == 1


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/v1/embeddings", {}),
        ("/v1/embeddings", {"input": []}),
        ("/v1/embeddings", {"input": [1]}),
        ("/v1/embeddings", {"input": "x", "input_type": "poem"}),
        ("/v1/embeddings", {"input": "x", "encoding_format": "base64"}),
        ("/v1/embeddings", ["not", "an", "object"]),
        ("/rank", {"demand_ids": "all", "top": 3}),
        ("/rank", {"demand_ids": [1.5], "top": 3}),
        ("/rank", {"demand_ids": [True], "top": 3}),
        ("/rank", {"demand_ids": [1], "top": 0}),
        ("/affected", {"supply_ids": [1]}),
        ("/explain", {"demand_id": 1}),
        ("/search", {"text": 5, "limit": 3}),
        ("/search", {"text": "x", "limit": 3, "kind": "poem"}),
        ("/search", {"text": "x", "limit": 100_000}),
        ("/similar", {"listing_id": "1", "limit": 3}),
    ],
)
def test_bad_requests_are_refused_with_a_reason(http: FlaskClient, path: str, data: Any) -> None:
    answer = http.post(path, json=data)
    assert answer.status_code == 400
    assert answer.get_json()["error"]["message"]


def test_what_is_not_json_is_refused(http: FlaskClient) -> None:
    assert http.post("/rank", data=b"\xff{").status_code == 400
    assert http.get("/rank").status_code == 405
    assert http.get("/nothing").get_json()["error"]["type"] == "Not Found"


def test_unknown_listings_are_not_found(http: FlaskClient) -> None:
    assert http.post("/explain", json={"demand_id": 1, "supply_id": 2}).status_code == 404


def test_until_it_is_loaded_it_says_so(session: Session) -> None:
    http = create_engine_app(Ready(None)).test_client()

    assert http.get("/health").status_code == 503
    assert http.get("/health").get_json()["stage"] == "model"
    assert http.post("/search", json={"text": "x", "limit": 3}).status_code == 503


def test_refresh_takes_in_what_was_published(http: FlaskClient, session: Session) -> None:
    publish(session, Kind.SUPPLY, "听漏仪")
    session.commit()

    version = http.post("/refresh", json={}).get_json()["data_version"]

    health = http.get("/health").get_json()
    assert health["documents"] == 1
    assert health["data_version"] == version
    assert health["model"] == "hashing-256"
