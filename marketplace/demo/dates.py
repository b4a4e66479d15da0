"""Dates what the demonstration writes as of the day it stands on, where the database would write today.

Only while it is loaded, and only what is new: no row of anybody else's, and nothing that is written already,
changes its date. The trail says at its real moment that a history was loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import DateTime, event, inspect
from sqlalchemy.orm import Session

from marketplace.demo.past import Past, nothing
from marketplace.models import MatchRun

CHANGED = "updated_at"
TAKES_PLACE_NOW = (MatchRun,)
"""What the loading only asks for, and the worker really does afterwards."""


@contextmanager
def dated_by(session: Session, past: Past) -> Iterator[None]:
    """Give every new row of the session the moment `past` shows, in the columns it leaves to the database."""

    def date_new(_session: Session, row: object) -> None:
        for name in _left_to_the_database(type(row)):
            if getattr(row, name) is None:
                setattr(row, name, past.now())

    def date_changed(session: Session, _context: object, _instances: object) -> None:
        for row in session.dirty:
            if CHANGED in _left_to_the_database(type(row)) and session.is_modified(row):
                setattr(row, CHANGED, past.now())

    event.listen(session, "transient_to_pending", date_new)
    event.listen(session, "before_flush", date_changed)
    past.before_moving = session.flush  # what was done is dated by the day it was done on
    try:
        yield
        session.flush()
    finally:
        past.before_moving = nothing
        event.remove(session, "transient_to_pending", date_new)
        event.remove(session, "before_flush", date_changed)


def _left_to_the_database(table: type[object]) -> tuple[str, ...]:
    """The attributes that hold a moment and have a default of the database's own."""
    if table in TAKES_PLACE_NOW:
        return ()
    return tuple(
        attribute.key
        for attribute in inspect(table).column_attrs
        if isinstance(attribute.columns[0].type, DateTime) and attribute.columns[0].server_default is not None
    )
