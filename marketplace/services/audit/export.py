"""The filtered trail as a file, oldest event first; that it was taken is itself an event."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from io import StringIO
from typing import IO, Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from marketplace.models import Account, AuditEvent, AuditLink
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.browse import TrailQuery, matching
from marketplace.services.audit.chain import AT_ONCE, event_text
from marketplace.services.audit.record import record_event

FIELDS = ("id", "at", "actor_id", "actor", "action", "entity_type", "entity_id", "from_state", "to_state")
COLUMNS = (*FIELDS, "details", "position", "previous", "hash")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would run what begins so."""


class TrailFormat(StrEnum):
    """What the file is; JSON Lines also carries the text that is hashed, so that anyone can verify it."""

    CSV = "csv"
    JSONL = "jsonl"


def export_events(
    session: Session, actor: Actor, query: TrailQuery, shape: TrailFormat, out: IO[bytes]
) -> int:
    """Write the events that fit; how many there were. Raises NotAllowed."""
    require(actor, Permission.READ_AUDIT)
    written = last = 0
    for line, event_id in write_lines(rows(session, query), shape):
        out.write(line)
        written, last = written + 1, event_id
    filters = {name: str(value) for name, value in vars(query).items() if value and name != "page"}
    record_event(
        session,
        actor,
        "audit.exported",
        AuditEvent(id=last),
        items=written,
        format=shape.value,
        filters=filters,
    )
    return written


def rows(session: Session, query: TrailQuery, *, through: int | None = None) -> Iterator[Row[Any]]:
    """(event, link, text, name of who did it), oldest first, streamed; `through` a place in the chain."""
    found = (
        select(AuditEvent, AuditLink, event_text(), Account.display_name)
        .outerjoin(AuditLink, AuditLink.event_id == AuditEvent.id)
        .outerjoin(Account, Account.id == AuditEvent.actor_id)
        .order_by(AuditLink.position, AuditEvent.id)
    )
    if through is not None:
        found = found.where(AuditLink.position <= through)
    with session.execute(matching(found, query), execution_options={"yield_per": AT_ONCE}) as events:
        yield from events


def write_lines(found: Iterable[Row[Any]], shape: TrailFormat) -> Iterator[tuple[bytes, int]]:
    """Each event as a line with its id; a CSV begins with the names of its columns, on the first line."""
    heading = "\ufeff" + ",".join(COLUMNS) + "\r\n" if shape is TrailFormat.CSV else ""
    for row in found:
        event, link, text, name = tuple(row)
        values = as_values(event, link, name)
        line = as_csv(values) if shape is TrailFormat.CSV else as_json(values | {"hashed_text": text})
        yield (heading + line).encode(), event.id
        heading = ""


def as_values(event: AuditEvent, link: AuditLink | None, name: str | None) -> dict[str, Any]:
    """The columns of one event; an event of a transaction that is not over yet has no link."""
    values = {field: getattr(event, field) for field in FIELDS if field != "actor"}
    values |= {"at": event.at.isoformat(), "actor": name, "details": event.details}
    chained = ("position", "previous", "hash")
    return values | {field: getattr(link, field) if link is not None else None for field in chained}


def as_json(values: dict[str, Any]) -> str:
    """A line of JSON."""
    return json.dumps(values, ensure_ascii=False) + "\n"


def as_csv(values: dict[str, Any]) -> str:
    """A line for a spreadsheet, with nothing in it that a spreadsheet would run."""
    line = StringIO()
    details = json.dumps(values["details"], ensure_ascii=False)
    csv.writer(line).writerow([harmless((values | {"details": details})[name]) for name in COLUMNS])
    return line.getvalue()


def harmless(value: object) -> object:
    """Text that begins like a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
