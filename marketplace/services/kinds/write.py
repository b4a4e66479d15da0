"""Add a kind of problem to the site, and change one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, NotFound, WrongState
from marketplace.models import KindSource, KindState, Match, ProblemKind
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import record_event
from marketplace.services.kinds.known import shipped_kinds
from marketplace.services.kinds.text import KindText
from marketplace.services.ports import JobQueue

REASON = "kinds"
# Names are given out one at a time, or two clerks could take the same.
NAMING_LOCK = 7_310_001


def add_kind(session: Session, actor: Actor, text: KindText) -> ProblemKind:
    """A new draft, of no effect until it is activated. Raises NotAllowed, InvalidInput."""
    require(actor, Permission.MANAGE_KINDS)
    text = text.checked()
    check_name(session, text)
    return store_draft(session, actor, text, KindSource.STAFF)


def edit_kind(
    session: Session, actor: Actor, kind_id: int, text: KindText, *, seen_version: int, jobs: JobQueue
) -> ProblemKind:
    """Change a kind; one in use takes effect at once, and matching runs anew.

    Raises NotAllowed, NotFound, InvalidInput, Conflict, and WrongState for a retired one.
    """
    require(actor, Permission.MANAGE_KINDS)
    kind = lock_kind(session, kind_id, seen_version)
    if kind.state is KindState.RETIRED:
        raise WrongState("A retired kind is not changed; activate it first.")
    text = text.checked()
    check_name(session, text, kind.id)
    new = text.stored()
    changed = sorted(name for name, value in new.items() if getattr(kind, name) != value)
    if not changed:
        return kind
    for name in changed:
        setattr(kind, name, new[name])
    record_event(session, actor, "kind.changed", kind, fields=changed)
    if kind.state is KindState.ACTIVE:
        jobs.refresh_matches(session, [], REASON)
    return kind


def store_draft(
    session: Session, actor: Actor, text: KindText, source: KindSource, match: Match | None = None
) -> ProblemKind:
    """Write the draft of a text that was checked, and record it."""
    kind = ProblemKind(
        **text.stored(),
        state=KindState.DRAFT,
        source=source,
        match_id=match.id if match is not None else None,
        author_id=actor.id,
    )
    session.add(kind)
    details: dict[str, Any] = {} if match is None else {"match_id": match.id}
    action = "kind.added" if match is None else "kind.proposed"
    record_event(session, actor, action, kind, to_state=kind.state.value, **details)
    return kind


def lock_kind(session: Session, kind_id: int, seen_version: int) -> ProblemKind:
    """The kind, locked until the transaction ends. Raises NotFound, Conflict."""
    kind = session.scalar(
        select(ProblemKind)
        .where(ProblemKind.id == kind_id)
        .with_for_update(of=ProblemKind)
        .execution_options(populate_existing=True)
    )
    if kind is None:
        raise NotFound("There is no such kind of problem.")
    if kind.version != seen_version:
        raise Conflict("Somebody changed this kind after you opened it. Please open it again.")
    return kind


def check_name(session: Session, text: KindText, own_id: int | None = None) -> None:
    """Raise InvalidInput when another kind of the industry has the name."""
    if is_taken(session, text.sector, text.name, own_id):
        raise InvalidInput(
            "There is already a kind of this name in this industry; choose another name or add to that one.",
            field="name",
        )


def is_taken(session: Session, sector: str, name: str, own_id: int | None = None) -> bool:
    """Whether a kind of the sector, other than `own_id`, has the name."""
    if any(kind.name == name for kind in shipped_kinds().values() if kind.sector == sector):
        return True
    session.execute(select(func.pg_advisory_xact_lock(NAMING_LOCK)))
    others = select(ProblemKind.id).where(
        ProblemKind.sector == sector, ProblemKind.name == name, ProblemKind.state != KindState.RETIRED
    )
    if own_id is not None:
        others = others.where(ProblemKind.id != own_id)
    return session.scalar(others.limit(1)) is not None
