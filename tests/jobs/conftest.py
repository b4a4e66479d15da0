"""A database that commits for real, an engine over it, and a site that mails over a real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from marketplace.app import create_app
from marketplace.database import connect, session_factory, transaction
from marketplace.engine.core import LocalEngine
from marketplace.jobs.mailroom import MailRoom
from marketplace.jobs.postman import SmtpPostman
from marketplace.jobs.queue import PostgresJobQueue
from marketplace.models import Kind
from marketplace.services.ports import Clock, MatchingEngine
from marketplace.settings import Settings
from marketplace.web.context import Collaborators
from marketplace.web.letters import Letters
from matching.encoders.hashing import HashingEncoder
from tests.doubles import FakeEngine, MovableClock, RecordingQueue
from tests.engine.conftest import publish
from tests.factories.recommended import Recommended, make_recommended
from tests.jobs.mail_server import Mailbox, mail_server

SITE = "https://jingqiao.example"


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


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def site(workplace: Workplace, var_dir: object) -> Flask:
    settings = Settings(var_dir=var_dir, secret_key="test", rate_limits=False, public_url=SITE)
    outside = Collaborators(
        sessions=workplace.sessions, engine=FakeEngine(), jobs=RecordingQueue(), clock=workplace.clock
    )
    app = create_app(settings, outside)
    app.config.update(TESTING=True)
    return app


@pytest.fixture
def room(site: Flask, mailbox: Mailbox) -> MailRoom:
    return MailRoom(
        writer=Letters(site, SITE),
        postman=lambda: SmtpPostman(mailbox.server),
        sender="景桥 <no-reply@jingqiao.example>",
        digest_hour=8,
    )


@pytest.fixture
def pair(workplace: Workplace) -> Recommended:
    with transaction(workplace.sessions) as session:
        return make_recommended(session)
