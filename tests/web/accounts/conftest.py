"""Visitors for the account pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from marketplace.app import create_app
from marketplace.settings import Settings
from marketplace.web.context import Collaborators
from marketplace.web.security import limiter
from tests.doubles import FakeEngine, MovableClock, RecordingQueue
from tests.web.visitor import Visitor


@pytest.fixture
def other_visitor(app: Flask, session: Session) -> Visitor:
    """The same person at another computer."""
    return Visitor(app, session)


@pytest.fixture
def limited_visitor(var_dir: Path, sessions: sessionmaker[Session], session: Session) -> Iterator[Visitor]:
    """A visitor of a site whose limits are on, with nothing counted yet."""
    settings = Settings(var_dir=var_dir, secret_key="test", rate_limits=True)
    outside = Collaborators(
        sessions=sessions, engine=FakeEngine(), jobs=RecordingQueue(), clock=MovableClock()
    )
    app = create_app(settings, outside)
    app.config.update(TESTING=True)
    limiter.reset()
    yield Visitor(app, session)
    limiter.reset()
    limiter.enabled = False
