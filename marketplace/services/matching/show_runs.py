"""What runs of the matcher there were and how far one has come."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import MatchRun
from marketplace.permissions import Actor, Permission, require

# The pairs of a global assignment are kept as a run too, but that is no run of the matcher.
ASSIGNMENT = "assignment"


def get_run(session: Session, run_id: int) -> MatchRun:
    """The run. Raises NotFound."""
    run = session.get(MatchRun, run_id)
    if run is None:
        raise NotFound("There is no such matching run.")
    return run


def show_runs(session: Session, actor: Actor, limit: int = 20) -> Sequence[MatchRun]:
    """The latest runs, newest first. Raises NotAllowed."""
    require(actor, Permission.RUN_MATCHING)
    return session.scalars(
        select(MatchRun).where(MatchRun.reason != ASSIGNMENT).order_by(MatchRun.id.desc()).limit(limit)
    ).all()
