"""The client, over a real socket."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from marketplace.engine.address import parse_address
from marketplace.engine.client import EngineClient
from marketplace.engine.core import LocalEngine
from marketplace.engine.server import create_engine_app
from marketplace.errors import EngineUnavailable, NotFound
from marketplace.models import Kind
from tests.engine.conftest import publish
from tests.engine.server_test import Ready


@pytest.fixture
def client(core: LocalEngine, tmp_path: Path) -> Iterator[EngineClient]:
    """A client of an engine behind a Unix socket."""
    address = f"unix:{tmp_path / 'engine.sock'}"
    server = make_server(f"unix://{parse_address(address).socket}", 0, create_engine_app(Ready(core)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    client = EngineClient(address, timeout_s=5)
    yield client
    client.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_answer_survives_the_wire(client: EngineClient, core: LocalEngine, session: Session) -> None:
    demand = publish(session, Kind.DEMAND, "供水管网漏点定位")
    supply = publish(session, Kind.SUPPLY, "供水管网漏点听音定位")
    other = publish(session, Kind.SUPPLY, "漏点相关仪")
    session.commit()

    assert client.refresh() == core.level.data_version
    assert client.health() == core.health()
    assert client.encode(["漏点"], "query") == core.encode(["漏点"], "query")
    assert client.rank([demand.id], 5) == core.rank([demand.id], 5)
    assert client.affected_demands([supply.id], 5) == [demand.id]
    assert client.explain(demand.id, supply.id) == core.explain(demand.id, supply.id)
    assert client.search("漏点", 5, "supply") == core.search("漏点", 5, "supply")
    assert [hit.listing_id for hit in client.similar(supply.id, 5)] == [other.id]


def test_an_unknown_listing_is_not_found(client: EngineClient) -> None:
    with pytest.raises(NotFound):
        client.explain(1, 2)


def test_a_refusal_is_a_mistake_of_the_caller(client: EngineClient) -> None:
    with pytest.raises(ValueError, match="top"):
        client.rank([1], 0)


def test_no_engine_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable):
        EngineClient(f"unix:{tmp_path / 'nobody.sock'}").search("x", 3)


def test_an_engine_that_is_loading_is_unavailable(tmp_path: Path) -> None:
    server = make_server(f"unix://{tmp_path / 'e.sock'}", 0, create_engine_app(Ready(None)))
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    client = EngineClient(f"unix:{tmp_path / 'e.sock'}")
    with pytest.raises(EngineUnavailable):
        client.health()
    client.close()
    thread.join()
    server.server_close()


def test_a_silent_engine_is_given_up_after_the_time_set(tmp_path: Path) -> None:
    server = make_server(f"unix://{tmp_path / 'e.sock'}", 0, create_engine_app(Ready(None)))
    client = EngineClient(f"unix:{tmp_path / 'e.sock'}", timeout_s=0.2)
    with pytest.raises(EngineUnavailable):  # it accepts the connection, and nobody answers
        client.search("x", 3)
    client.close()
    server.server_close()


def test_a_forked_process_opens_its_own_connections(
    client: EngineClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.health()
    mine = client._client
    monkeypatch.setattr(os, "getpid", lambda: -1)
    client.health()
    assert client._client is not mine
    assert mine is not None
    mine.close()


def test_a_path_too_long_for_a_socket_is_shortened_alike_for_all() -> None:
    long = "unix:/" + "x" * 200 + "/engine.sock"
    assert parse_address(long) == parse_address(long)
    assert len(str(parse_address(long).socket)) < 100
    assert parse_address("unix:/run/e.sock").bind == "unix:/run/e.sock"
    assert parse_address("http://127.0.0.1:9000/").bind == "127.0.0.1:9000"
    with pytest.raises(ValueError, match="unix:"):
        parse_address("engine.sock")


def test_after_a_silence_nobody_else_is_made_to_wait(tmp_path: Path) -> None:
    server = make_server(f"unix://{tmp_path / 'e.sock'}", 0, create_engine_app(Ready(None)))
    client = EngineClient(f"unix:{tmp_path / 'e.sock'}", timeout_s=0.5)
    with pytest.raises(EngineUnavailable):
        client.search("x", 3)
    start = time.monotonic()
    for _ in range(3):
        with pytest.raises(EngineUnavailable):
            client.similar(1, 3)
    assert time.monotonic() - start < 0.4
    client.close()
    server.server_close()
