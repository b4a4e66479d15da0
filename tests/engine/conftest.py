"""An engine over the test's database, with the encoder that needs no model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from marketplace.database import connect, session_factory
from marketplace.engine.core import LocalEngine
from marketplace.models import Kind, Listing
from marketplace.services.matching.documents import content_hash_of
from matching.encoders.hashing import HashingEncoder
from tests.factories import make_listing


@pytest.fixture
def core(sessions: sessionmaker[Session]) -> LocalEngine:
    """An engine that has not looked at the database yet."""
    return LocalEngine(HashingEncoder(), sessions)


def publish(session: Session, kind: Kind, title: str, **fields: Any) -> Listing:
    """A published listing whose content hash is that of its text."""
    listing = make_listing(session, kind, title=title, summary=fields.pop("summary", f"{title}。"), **fields)
    assert listing.published_version is not None
    listing.published_version.content_hash = content_hash_of(kind, listing.published_version)
    session.flush()
    return listing


@pytest.fixture
def own_sessions(own_url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions of that database."""
    engine = connect(own_url)
    yield session_factory(engine)
    engine.dispose()
