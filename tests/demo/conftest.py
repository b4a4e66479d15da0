"""The demonstration, loaded once for a file of tests that only read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from marketplace.demo.load import load_demo
from tests.doubles import MovableClock, RecordingQueue

PASSWORD = "abcd-efgh-jkmn"


@dataclass(frozen=True)
class Demo:
    """A session that sees it, the id of the matching run to come, and the moment of loading."""

    session: Session
    run_id: int
    clock: MovableClock


@pytest.fixture(scope="module")
def demo(database: Engine) -> Iterator[Demo]:
    """Loaded in a transaction that is rolled back."""
    clock = MovableClock()
    with database.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            run_id = load_demo(
                session,
                password=PASSWORD,
                clock=clock,
                jobs=RecordingQueue(),
                progress=lambda done, total: None,
            )
            session.flush()
            yield Demo(session, run_id, clock)
        outer.rollback()


@pytest.fixture
def lived(demo: Demo) -> Session:
    """The session that sees it."""
    return demo.session
