"""Record audit events, and change states so that none goes unrecorded."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy.orm import Session

from marketplace.models import (
    Assignment,
    AssignmentState,
    AuditEvent,
    ImportBatch,
    ImportState,
    KindState,
    Listing,
    ListingState,
    Match,
    MatcherVersion,
    MatcherVersionState,
    MatchState,
    ProblemKind,
)
from marketplace.models.transitions import check_transition
from marketplace.permissions import Actor


class Recordable(Protocol):
    """Any row with a table and an id."""

    __tablename__: str

    @property
    def id(self) -> Any:
        """The row's id; None before it is written."""
        ...


def record_event(
    session: Session,
    actor: Actor | None,
    action: str,
    entity: Recordable,
    *,
    from_state: str | None = None,
    to_state: str | None = None,
    **details: Any,
) -> AuditEvent:
    """Add one event to the trail. `actor` None: the system itself. Details must hold no personal contacts."""
    if entity.id is None:
        session.flush()  # a new row has no id to point at before it is written
    event = AuditEvent(
        actor_id=actor.id if actor is not None else None,
        action=action,
        entity_type=entity.__tablename__,
        entity_id=entity.id,
        from_state=from_state,
        to_state=to_state,
        details=details,
    )
    session.add(event)
    return event


def change_listing_state(
    session: Session, actor: Actor | None, listing: Listing, new: ListingState, action: str, **details: Any
) -> None:
    """Move a listing to `new` and record it. Raises WrongState."""
    old = listing.state
    check_transition(old, new)
    listing.state = new
    record_event(session, actor, action, listing, from_state=old.value, to_state=new.value, **details)


def change_match_state(
    session: Session, actor: Actor | None, match: Match, new: MatchState, action: str, **details: Any
) -> None:
    """Move a match to `new` and record it. Raises WrongState."""
    old = match.state
    check_transition(old, new)
    match.state = new
    record_event(session, actor, action, match, from_state=old.value, to_state=new.value, **details)


def change_import_state(
    session: Session, actor: Actor | None, batch: ImportBatch, new: ImportState, action: str, **details: Any
) -> None:
    """Move an import to `new` and record it. Raises WrongState."""
    old = batch.state
    check_transition(old, new)
    batch.state = new
    record_event(session, actor, action, batch, from_state=old.value, to_state=new.value, **details)


def change_assignment_state(
    session: Session,
    actor: Actor | None,
    assignment: Assignment,
    new: AssignmentState,
    action: str,
    **details: Any,
) -> None:
    """Move an assignment to `new` and record it. Raises WrongState."""
    old = assignment.state
    check_transition(old, new)
    assignment.state = new
    record_event(session, actor, action, assignment, from_state=old.value, to_state=new.value, **details)


def change_kind_state(
    session: Session, actor: Actor | None, kind: ProblemKind, new: KindState, action: str, **details: Any
) -> None:
    """Move a kind of problem to `new` and record it. Raises WrongState."""
    old = kind.state
    check_transition(old, new)
    kind.state = new
    record_event(session, actor, action, kind, from_state=old.value, to_state=new.value, **details)


def change_matcher_state(
    session: Session,
    actor: Actor | None,
    version: MatcherVersion,
    new: MatcherVersionState,
    action: str,
    **details: Any,
) -> None:
    """Move a version of the matcher to `new` and record it. Raises WrongState."""
    old = version.state
    check_transition(old, new)
    version.state = new
    record_event(session, actor, action, version, from_state=old.value, to_state=new.value, **details)
