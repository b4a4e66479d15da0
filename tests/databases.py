"""Databases that tests make and drop."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.engine import make_url

from marketplace.database import connect

_MEMORY = Path("/dev/shm")
_ROOM = 4 * 2**30


def roomy_memory() -> Path | None:
    """A file system in memory with room for all databases of a run; None where there is none.

    A database is copied there in 15 ms; on a disk the kernel takes up to half a second to make its 300 files.
    """
    return _MEMORY if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _ROOM else None


@contextmanager
def created_database(server_url: str, template: str = "template1") -> Iterator[str]:
    """The address of a database copied from a template, dropped afterwards."""
    name = f"jingqiao_own_{uuid4().hex[:12]}"
    admin = connect(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY'))
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()


def spare_the_disk(server_url: str) -> None:
    """Let a server that lives as long as the tests not wait for the disk: nobody needs it after a crash."""
    admin = connect(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    admin.dispose()
