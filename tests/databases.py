"""Databases of a test's own, for what a rolled-back transaction cannot show: notices, other processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from marketplace.database import connect, migrate


@contextmanager
def created_database(server_url: str, template: str = "template1") -> Iterator[str]:
    """The address of a database copied from a template, dropped afterwards."""
    name = f"jingqiao_own_{uuid4().hex[:12]}"
    admin = connect(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[str]:
    """The name of a migrated, empty database to which nobody is connected: copying it is quick."""
    with created_database(server_url) as url:
        migrate(url)
        yield str(make_url(url).database)


@pytest.fixture
def own_url(server_url: str, template: str) -> Iterator[str]:
    """A migrated database of the test's own, whose commits others see."""
    with created_database(server_url, template) as url:
        yield url
