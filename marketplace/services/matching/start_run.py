"""Ask for a full run of the matcher."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import record_event
from marketplace.services.matching.show_runs import get_run
from marketplace.services.ports import JobQueue

REASON = "asked_for"


def start_run(session: Session, actor: Actor, *, jobs: JobQueue) -> int:
    """Enqueue embedding and matching of everything published. Returns the run's id. Raises NotAllowed."""
    require(actor, Permission.RUN_MATCHING)
    run_id = jobs.refresh_matches(session, (), REASON)
    record_event(session, actor, "match_run.start", get_run(session, run_id))
    return run_id
