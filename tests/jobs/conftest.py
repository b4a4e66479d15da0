"""A database that commits for real, and an engine over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session, sessionmaker

from marketplace.database import connect, session_factory, transaction
from marketplace.engine.core import LocalEngine
from marketplace.jobs.queue import PostgresJobQueue
from marketplace.models import Kind
from marketplace.services.ports import Clock, MatchingEngine
from matching.encoders.hashing import HashingEncoder
from tests.doubles import MovableClock
from tests.engine.conftest import publish


@dataclass
class Workplace:
    """What jobs are handed."""

    sessions: sessionmaker[Session]
    engine: MatchingEngine
    jobs: PostgresJobQueue
    clock: Clock
    url: str


@pytest.fixture
def workplace(own_url: str) -> Iterator[Workplace]:
    engine = connect(own_url)
    sessions = session_factory(engine)
    core = LocalEngine(HashingEncoder(), sessions)
    yield Workplace(sessions, core, PostgresJobQueue(), MovableClock(), own_url)
    engine.dispose()


@pytest.fixture
def listings(workplace: Workplace) -> dict[str, int]:
    """Two demands and two supplies that fit them, committed; their ids."""
    texts = {
        "water": (Kind.DEMAND, "供水管网夜间漏点定位"),
        "school": (Kind.DEMAND, "中小学作文批改"),
        "leak": (Kind.SUPPLY, "供水管网漏点听音定位"),
        "essay": (Kind.SUPPLY, "作文智能批改助手"),
    }
    with transaction(workplace.sessions) as session:
        return {name: publish(session, kind, title).id for name, (kind, title) in texts.items()}
