"""Read the trail: newest first, filtered, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from marketplace.models import Account, AuditEvent, Listing, Match, Organization
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.names import Named, name_things

PAGE_SIZE = 50
LOCAL = ZoneInfo("Asia/Shanghai")
SYSTEM = "system"


@dataclass(frozen=True)
class TrailQuery:
    """What to look for; days are whole days in China, `actor` an account's id or "system".

    `code` is a listing's code, or two joined by "×" as pairs are called: it finds what was done to that
    listing and its pairs, or to that pair. `group` is the beginning of an action before its dot;
    `organization_id` finds what that organization's people did and what was done to its listings, its pairs
    and itself.
    """

    entity_type: str = ""
    entity_id: int | None = None
    code: str = ""
    action: str = ""
    actor: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1
    group: str = ""
    organization_id: int | None = None


@dataclass(frozen=True)
class TrailPage:
    """One page of events, what the things in them are called, and what one may filter by."""

    events: Sequence[AuditEvent]
    number: int
    pages: int
    total: int
    entity_types: Sequence[str]
    actions: Sequence[str]
    actors: Sequence[Account]
    organizations: Sequence[Organization]
    names: Named

    @property
    def groups(self) -> Sequence[str]:
        """The kinds of action there are: what stands before the dot."""
        return sorted({name.partition(".")[0] for name in self.actions})


def browse_events(session: Session, actor: Actor, query: TrailQuery) -> TrailPage:
    """The events that fit, newest first; a page beyond the last is the last. Raises NotAllowed."""
    require(actor, Permission.READ_AUDIT)
    total = session.scalar(matching(select(func.count(AuditEvent.id)), query)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, query.page), pages)
    events = session.scalars(
        matching(select(AuditEvent), query)
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
        organizations=session.scalars(select(Organization).order_by(Organization.name)).all(),
        names=name_things(session, events),
    )


def _distinct(session: Session, column: Any) -> Sequence[str]:
    return session.scalars(select(column).distinct().order_by(column)).all()


def matching(statement: Select[Any], query: TrailQuery) -> Select[Any]:
    """The statement, limited to the events that fit."""
    for column, wanted in (
        (AuditEvent.entity_type, query.entity_type),
        (AuditEvent.entity_id, query.entity_id),
        (AuditEvent.action, query.action),
    ):
        if wanted not in ("", None):
            statement = statement.where(column == wanted)
    if query.code:
        statement = statement.where(called(query.code))
    if query.group:
        statement = statement.where(AuditEvent.action.startswith(f"{query.group}.", autoescape=True))
    if query.organization_id is not None:
        statement = statement.where(concerns(query.organization_id))
    if query.actor == SYSTEM:
        statement = statement.where(AuditEvent.actor_id.is_(None))
    elif query.actor.isdecimal() and len(query.actor) < 19:
        statement = statement.where(AuditEvent.actor_id == int(query.actor))
    if query.since is not None:
        statement = statement.where(AuditEvent.at >= _midnight(query.since))
    if query.until is not None and query.until < date.max:
        statement = statement.where(AuditEvent.at < _midnight(query.until + timedelta(days=1)))
    return statement


def called(code: str) -> ColumnElement[bool]:
    """Whether an event is of the listing with this code or one of its pairs; of the pair, with two codes."""
    codes = code.upper().replace("×", " ").split()
    named = [select(Listing.id).where(Listing.code == one) for one in codes]
    pairs = select(Match.id).where(
        *(or_(Match.demand_id.in_(ids), Match.supply_id.in_(ids)) for ids in named)
    )
    of_pairs = and_(AuditEvent.entity_type == "matches", AuditEvent.entity_id.in_(pairs))
    if len(named) > 1:
        return of_pairs
    return or_(
        of_pairs,
        *(and_(AuditEvent.entity_type == "listings", AuditEvent.entity_id.in_(ids)) for ids in named),
    )


def concerns(organization_id: int) -> ColumnElement[bool]:
    """Whether an event was done by the organization's people, or to it, its listings or their pairs."""
    people = select(Account.id).where(Account.organization_id == organization_id)
    own = select(Listing.id).where(Listing.organization_id == organization_id)
    pairs = select(Match.id).where(or_(Match.demand_id.in_(own), Match.supply_id.in_(own)))
    things: dict[str, Any] = {"listings": own, "matches": pairs, "accounts": people}
    return or_(
        AuditEvent.actor_id.in_(people),
        and_(AuditEvent.entity_type == "organizations", AuditEvent.entity_id == organization_id),
        *(
            and_(AuditEvent.entity_type == name, AuditEvent.entity_id.in_(ids))
            for name, ids in things.items()
        ),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LOCAL)
