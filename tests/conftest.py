"""What every test may ask for: a real PostgreSQL, a session rolled back, the site and its visitors."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from flask import Config, Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from marketplace.app import create_app
from marketplace.database import connect, database_url, migrate, session_factory
from marketplace.models.encrypted import KEYRING
from marketplace.settings import Settings
from marketplace.web.context import EXTENSION, Collaborators
from tests.databases import created_database, roomy_memory, spare_the_disk
from tests.doubles import FakeEngine, MovableClock, RecordingQueue
from tests.web.visitor import Visitor


@pytest.fixture(scope="session")
def var_dir() -> Path:
    """A folder for this run's database and files.

    Not under pytest's own, which every starting pytest closes to other users, the database's among them.
    It goes when the process ends, after the embedded server, whose stopping was arranged later, has left it.
    """
    folder = Path(mkdtemp(prefix="jingqiao-", dir=roomy_memory()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@pytest.fixture(scope="session", autouse=True)
def collected_quickly() -> None:
    """Leave what is loaded by now out of later collections of rubbish, and make the thorough ones rare."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def compiled_templates(var_dir: Path) -> FileSystemBytecodeCache:
    """Templates compiled once a run, though every test makes a site of its own."""
    folder = var_dir / "templates"
    folder.mkdir()
    return FileSystemBytecodeCache(str(folder))


@pytest.fixture(scope="session", autouse=True)
def contact_keys(var_dir: Path) -> None:
    """Encrypt contacts as the site under test does, also where no site is made."""
    KEYRING.use(Settings(var_dir=var_dir).encryption_keys)


@pytest.fixture(scope="session")
def server_url(var_dir: Path) -> str:
    """A PostgreSQL server: TEST_DATABASE_URL, or an embedded one for this run."""
    given = os.environ.get("TEST_DATABASE_URL")
    url = database_url(Settings(var_dir=var_dir, database_url=given))
    if given is None:
        spare_the_disk(url)
    return url


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[str]:
    """The name of a migrated, empty database to which nobody is connected: copying it is quick."""
    with created_database(server_url) as url:
        migrate(url)
        yield str(make_url(url).database)


@pytest.fixture
def own_url(server_url: str, template: str) -> Iterator[str]:
    """A migrated database of the test's own, for what a rolled-back transaction cannot show."""
    with created_database(server_url, template) as url:
        yield url


@pytest.fixture
def own_sessions(own_url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions of that database, whose transactions really commit."""
    engine = connect(own_url)
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_url(server_url: str, template: str) -> Iterator[str]:
    """A migrated database of this test process's own."""
    with created_database(server_url, template) as url:
        yield url


@pytest.fixture(scope="session")
def database(migrated_url: str) -> Iterator[Engine]:
    """The SQLAlchemy engine over this process's database."""
    engine = connect(migrated_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(database: Engine) -> Iterator[sessionmaker[Session]]:
    """Sessions inside one outer transaction that is rolled back: commits become savepoints."""
    with database.connect() as connection:
        outer = connection.begin()
        yield sessionmaker(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        outer.rollback()


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """One session of the rolled-back transaction, seeing what the site's sessions commit."""
    with sessions() as session:
        yield session


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands still until moved."""
    return MovableClock()


@pytest.fixture
def engine() -> FakeEngine:
    """A matching engine whose answers the test sets."""
    return FakeEngine()


@pytest.fixture
def jobs() -> RecordingQueue:
    """A job queue that remembers what was enqueued."""
    return RecordingQueue()


@pytest.fixture(scope="session")
def routed(var_dir: Path, compiled_templates: FileSystemBytecodeCache) -> Flask:
    """The site before it has collaborators: putting its addresses together takes longer than most tests."""
    settings = Settings(var_dir=var_dir, secret_key="test", rate_limits=False)
    app = create_app(settings)
    app.config.update(TESTING=True)
    app.jinja_env.bytecode_cache = compiled_templates
    return app


@pytest.fixture
def app(
    routed: Flask,
    monkeypatch: pytest.MonkeyPatch,
    sessions: sessionmaker[Session],
    engine: FakeEngine,
    jobs: RecordingQueue,
    clock: MovableClock,
) -> Flask:
    """The site over the rolled-back transaction, with collaborators and a configuration of the test's own."""
    outside = Collaborators(sessions=sessions, engine=engine, jobs=jobs, clock=clock)
    monkeypatch.setitem(routed.extensions, EXTENSION, outside)
    monkeypatch.setattr(routed, "config", Config(routed.root_path, routed.config))
    return routed


@pytest.fixture
def visitor(app: Flask, session: Session) -> Visitor:
    """Someone with a browser, not signed in; every page they see is checked."""
    return Visitor(app, session)
