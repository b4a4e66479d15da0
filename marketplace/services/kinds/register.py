"""The site's own kinds of problem as staff find and open them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from marketplace.errors import NotFound
from marketplace.models import AuditEvent, Kind, KindState, Match, ProblemKind
from marketplace.permissions import Actor, Permission, require
from marketplace.services.kinds.browse import count_listings

PER_PAGE = 25
LONGEST_SEARCH = 60


@dataclass(frozen=True)
class OwnKind:
    """A kind of the site with the published listings about it."""

    kind: ProblemKind
    demands: int
    supplies: int


@dataclass(frozen=True)
class KindRegister:
    """One page of the site's kinds, last changed first; `counts` by state, whatever the filter."""

    rows: Sequence[OwnKind]
    counts: Mapping[KindState, int]
    total: int
    number: int
    pages: int


@dataclass(frozen=True)
class KindRecord:
    """One of the site's kinds with its history, newest first."""

    kind: ProblemKind
    events: Sequence[AuditEvent]


def list_kinds(
    session: Session,
    actor: Actor,
    *,
    state: KindState | None = None,
    sector: str = "",
    text: str = "",
    page: int = 1,
) -> KindRegister:
    """The site's own kinds. Raises NotAllowed."""
    require(actor, Permission.MANAGE_KINDS)
    wanted = []
    if state is not None:
        wanted.append(ProblemKind.state == state)
    if sector:
        wanted.append(ProblemKind.sector == sector)
    for word in text.split():
        wanted.append(or_(_holds(ProblemKind.name, word), _holds(ProblemKind.problem, word)))
    total = session.scalar(select(func.count()).select_from(ProblemKind).where(*wanted)) or 0
    pages = max(1, -(-total // PER_PAGE))
    number = min(page, pages)
    rows = session.scalars(
        select(ProblemKind)
        .options(joinedload(ProblemKind.author))
        .where(*wanted)
        .order_by(ProblemKind.updated_at.desc(), ProblemKind.id.desc())
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    numbers = count_listings(session)
    grouped = select(ProblemKind.state, func.count()).group_by(ProblemKind.state)
    states = {row[0]: row[1] for row in session.execute(grouped)}
    found = []
    for row in rows:
        of_kind = numbers.get(row.key, {}) if row.state is KindState.ACTIVE else {}
        found.append(OwnKind(row, of_kind.get(Kind.DEMAND, 0), of_kind.get(Kind.SUPPLY, 0)))
    return KindRegister(found, {one: states.get(one, 0) for one in KindState}, total, number, pages)


def read_kind(session: Session, actor: Actor, kind_id: int) -> KindRecord:
    """One of the site's kinds, with the pair that proposed it. Raises NotAllowed, NotFound."""
    require(actor, Permission.MANAGE_KINDS)
    kind = session.scalar(
        select(ProblemKind)
        .options(
            joinedload(ProblemKind.author),
            joinedload(ProblemKind.match).joinedload(Match.demand),
            joinedload(ProblemKind.match).joinedload(Match.supply),
        )
        .where(ProblemKind.id == kind_id)
    )
    if kind is None:
        raise NotFound("There is no such kind of problem.")
    events = session.scalars(
        select(AuditEvent)
        .options(joinedload(AuditEvent.actor))
        .where(AuditEvent.entity_type == ProblemKind.__tablename__, AuditEvent.entity_id == kind.id)
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    ).all()
    return KindRecord(kind, events)


def _holds(column: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    return func.strpos(func.lower(column), word.lower()) > 0
