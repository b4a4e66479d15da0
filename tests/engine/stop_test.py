"""The engine's own process leaves a snapshot when it is told to stop, and the next one starts from it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy.orm import Session, sessionmaker

from marketplace.database import transaction
from marketplace.engine.client import EngineClient
from marketplace.engine.command import engine_command
from marketplace.errors import EngineUnavailable
from marketplace.models import Kind, Listing, ListingState
from marketplace.settings import Settings
from tests.engine.conftest import publish

pytestmark = pytest.mark.slow

PATIENCE_S = 60.0


@pytest.fixture
def settings(own_url: str) -> Iterator[Settings]:
    """A short folder: the path of a socket holds a hundred bytes."""
    with TemporaryDirectory() as folder:
        yield Settings(var_dir=Path(folder), database_url=own_url, encoder="hashing")


@contextmanager
def running(settings: Settings, log: Path) -> Iterator[EngineClient]:
    """An engine process that is stopped in order on leaving."""
    environment = os.environ | {
        "JINGQIAO_VAR_DIR": str(settings.var_dir),
        "DATABASE_URL": str(settings.database_url),
        "JINGQIAO_ENCODER": settings.encoder,
    }
    with log.open("w") as written:
        process = subprocess.Popen(
            engine_command(settings), env=environment, stdout=written, stderr=subprocess.STDOUT
        )
    client = EngineClient(settings.engine_url)
    try:
        wait_for(lambda: holds(client) is not None, log)
        yield client
    finally:
        client.close()
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_S)


def holds(client: EngineClient) -> int | None:
    """How many listings the engine holds; None while it is loading."""
    with suppress(EngineUnavailable):
        return int(client.health()["documents"])
    return None


def wait_for(condition: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def test_a_stop_stores_what_changed_and_a_start_reads_it(
    settings: Settings, own_sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    with transaction(own_sessions) as session:
        first = publish(session, Kind.SUPPLY, "听漏仪").id
    log = tmp_path / "engine.log"
    with running(settings, log) as client:
        wait_for(lambda: (settings.snapshot_dir / "manifest.json").exists(), log)
        with transaction(own_sessions) as session:
            publish(session, Kind.SUPPLY, "管网漏点相关仪")
        wait_for(lambda: holds(client) == 2, log)
    assert f"2 listings stored in {settings.snapshot_dir}" in log.read_text()

    with transaction(own_sessions) as session:
        session.get_one(Listing, first).state = ListingState.WITHDRAWN
    with running(settings, log) as client:
        assert f"2 listings taken from the snapshot in {settings.snapshot_dir}" in log.read_text()
        assert holds(client) == 1
        assert [hit.listing_id for hit in client.search("听漏仪", 5)] != [first]
