"""Read the trail: newest first, filtered, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from marketplace.models import Account, AuditEvent
from marketplace.permissions import Actor, Permission, require

PAGE_SIZE = 50
LOCAL = ZoneInfo("Asia/Shanghai")
SYSTEM = "system"


@dataclass(frozen=True)
class TrailQuery:
    """What to look for; days are whole days in China, `actor` an account's id or "system"."""

    entity_type: str = ""
    entity_id: int | None = None
    action: str = ""
    actor: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1


@dataclass(frozen=True)
class TrailPage:
    """One page of events, and what one may filter by."""

    events: Sequence[AuditEvent]
    number: int
    pages: int
    total: int
    entity_types: Sequence[str]
    actions: Sequence[str]
    actors: Sequence[Account]


def browse_events(session: Session, actor: Actor, query: TrailQuery) -> TrailPage:
    """The events that fit, newest first; a page beyond the last is the last. Raises NotAllowed."""
    require(actor, Permission.READ_AUDIT)
    total = session.scalar(_matching(select(func.count(AuditEvent.id)), query)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, query.page), pages)
    events = session.scalars(
        _matching(select(AuditEvent), query)
        .options(joinedload(AuditEvent.actor))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    acted = select(AuditEvent.actor_id).distinct()
    return TrailPage(
        events=events,
        number=number,
        pages=pages,
        total=total,
        entity_types=_distinct(session, AuditEvent.entity_type),
        actions=_distinct(session, AuditEvent.action),
        actors=session.scalars(
            select(Account).where(Account.id.in_(acted)).order_by(Account.display_name, Account.id)
        ).all(),
    )


def _distinct(session: Session, column: Any) -> Sequence[str]:
    return session.scalars(select(column).distinct().order_by(column)).all()


def _matching(statement: Select[Any], query: TrailQuery) -> Select[Any]:
    """The statement, limited to the events that fit."""
    if query.entity_type:
        statement = statement.where(AuditEvent.entity_type == query.entity_type)
    if query.entity_id is not None:
        statement = statement.where(AuditEvent.entity_id == query.entity_id)
    if query.action:
        statement = statement.where(AuditEvent.action == query.action)
    if query.actor == SYSTEM:
        statement = statement.where(AuditEvent.actor_id.is_(None))
    elif query.actor.isdecimal() and len(query.actor) < 19:
        statement = statement.where(AuditEvent.actor_id == int(query.actor))
    if query.since is not None:
        statement = statement.where(AuditEvent.at >= _midnight(query.since))
    if query.until is not None and query.until < date.max:
        statement = statement.where(AuditEvent.at < _midnight(query.until + timedelta(days=1)))
    return statement


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LOCAL)
