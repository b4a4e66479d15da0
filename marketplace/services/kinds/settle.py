"""Put a kind of problem into use, and take it out again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.models import KindState, ProblemKind
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import change_kind_state
from marketplace.services.kinds.known import as_kind
from marketplace.services.kinds.text import text_of
from marketplace.services.kinds.write import REASON, check_name, lock_kind
from marketplace.services.ports import JobQueue


def activate_kind(
    session: Session, actor: Actor, kind_id: int, *, seen_version: int, jobs: JobQueue
) -> ProblemKind:
    """Let the matcher know the kind, and have everything matched anew.

    Raises NotAllowed, NotFound, Conflict, WrongState, and InvalidInput when something is missing from it.
    """
    require(actor, Permission.MANAGE_KINDS)
    kind = lock_kind(session, kind_id, seen_version)
    text = text_of(as_kind(kind)).checked()
    check_name(session, text, kind.id)
    change_kind_state(session, actor, kind, KindState.ACTIVE, "kind.activated")
    jobs.refresh_matches(session, [], REASON)
    return kind


def retire_kind(
    session: Session, actor: Actor, kind_id: int, *, seen_version: int, jobs: JobQueue
) -> ProblemKind:
    """Let the matcher forget the kind; it can be activated again.

    Raises NotAllowed, NotFound, Conflict, WrongState.
    """
    require(actor, Permission.MANAGE_KINDS)
    kind = lock_kind(session, kind_id, seen_version)
    was_active = kind.state is KindState.ACTIVE
    change_kind_state(session, actor, kind, KindState.RETIRED, "kind.retired")
    if was_active:
        jobs.refresh_matches(session, [], REASON)
    return kind
