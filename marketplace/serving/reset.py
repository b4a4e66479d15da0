"""Empties the database. Only ever called by the command that asks first."""

from __future__ import annotations

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

LOCK_TIMEOUT = "5s"


def empty_database(engine: Engine) -> None:
    """Drop every table, type and function. Raises RuntimeError while the site holds them."""
    try:
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    except OperationalError as error:
        raise RuntimeError("The database is in use: stop the site first.") from error
