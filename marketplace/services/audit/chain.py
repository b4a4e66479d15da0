"""Verify the hash chain of the trail, and tell its head for keeping elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, column, exists, func, select
from sqlalchemy.orm import Session

from marketplace.models import AuditEvent, AuditLink
from marketplace.models.audit_link import BEGINNING

PRUNED = "audit.pruned"
NONE: Mapping[int, str] = MappingProxyType({})
AT_ONCE = 2_000
"""Links fetched at a time: a trail of millions is never in memory whole."""


@dataclass(frozen=True)
class Fault:
    """The first link that does not hold: what is wrong (a code), where, and which event is meant."""

    what: str
    position: int
    event_id: int | None


@dataclass(frozen=True)
class Verdict:
    """How many links were read and held, the last one's hash, and the first fault, if any."""

    links: int
    position: int
    head: str
    fault: Fault | None


@dataclass(frozen=True)
class Head:
    """The last link."""

    position: int
    hash: str


def chain_head(session: Session) -> Head:
    """The last link of the chain; position 0 before the first event."""
    last = session.scalar(select(AuditLink).order_by(AuditLink.position.desc()).limit(1))
    return Head(last.position, last.hash) if last is not None else Head(0, BEGINNING)


def event_text() -> Any:
    """The text of an event that is hashed, as the database makes it."""
    return func.audit_event_text(column(AuditEvent.__tablename__))


def links(session: Session) -> Generator[Row[Any]]:
    """Each link with its event's text, in order, streamed; `found` is None where the event is gone."""
    rows = (
        select(AuditLink.position, AuditLink.event_id, AuditLink.previous, AuditLink.hash)
        .add_columns(AuditEvent.id.label("found"), event_text().label("text"))
        .outerjoin(AuditEvent, AuditEvent.id == AuditLink.event_id)
        .order_by(AuditLink.position)
    )
    with session.execute(rows, execution_options={"yield_per": AT_ONCE}) as found:
        yield from found


def verify_chain(session: Session, *, kept: str | None = None, heads: Mapping[int, str] = NONE) -> Verdict:
    """Recompute every hash from the first link that is kept to the last.

    `kept`: a head that was written down earlier; it must still stand in the chain, or the end was cut off.
    `heads`: those kept by their position, which must stand there, unless they were let go with a beginning.
    The fault's code is `removed`, `changed`, `reordered`, `rewritten`, `added`, `cut_off` or `checkpoint`.
    """
    start = session.scalar(select(AuditLink).order_by(AuditLink.position).limit(1))
    previous, position = _before(start)
    verified, met = 0, kept is None or kept == previous
    if start is not None and start.position > 1 and not _is_checkpoint(session, start):
        return Verdict(0, 0, previous, Fault("checkpoint", start.position, start.event_id))
    with closing(links(session)) as chained:
        for link in chained:
            what = _fault_of(link, position, previous)
            if not what and heads.get(link.position, link.hash) != link.hash:
                what = "rewritten"
            if what:
                return Verdict(verified, position, previous, Fault(what, link.position, link.event_id))
            previous, position, verified = link.hash, link.position, verified + 1
            met = met or link.hash == kept
    beside = session.scalar(
        select(func.min(AuditEvent.id)).where(~exists().where(AuditLink.event_id == AuditEvent.id))
    )
    fault = Fault("added", position, beside) if beside is not None else None
    if fault is None and (not met or max(heads, default=0) > position):
        fault = Fault("cut_off", position, None)
    return Verdict(verified, position, previous, fault)


def _before(start: AuditLink | None) -> tuple[str, int]:
    """What the first link that is kept is chained to, and its place."""
    return (start.previous, start.position - 1) if start is not None else (BEGINNING, 0)


def _fault_of(link: Row[Any], position: int, previous: str) -> str:
    """What is wrong with a link that follows this one; empty when it holds."""
    if link.position != position + 1 or link.found is None:
        return "removed"
    if link.previous != previous:
        return "reordered"
    right = hashlib.sha256(f"{previous}\n{link.text}".encode()).hexdigest()
    return "" if link.hash == right else "changed"


def _is_checkpoint(session: Session, start: AuditLink) -> bool:
    """Whether an event that is itself in the chain records that everything before `start` was removed."""
    recorded = select(AuditEvent.id).join(AuditLink, AuditLink.event_id == AuditEvent.id)
    return (
        session.scalar(
            recorded.where(
                AuditEvent.action == PRUNED,
                AuditEvent.details["position"].as_integer() == start.position - 1,
                AuditEvent.details["hash"].as_string() == start.previous,
            ).limit(1)
        )
        is not None
    )
