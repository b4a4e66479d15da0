"""Working out a global assignment: what breaks is noted in it."""

from __future__ import annotations

from sqlalchemy.exc import OperationalError

from marketplace.database import transaction
from marketplace.errors import EngineUnavailable
from marketplace.jobs.outside import Outside
from marketplace.services.assignments.prepare import fail_assignment, prepare_assignment


def work_out(outside: Outside, assignment_id: int) -> None:
    """Bring the assignment to a preview; a failure that will not pass by itself ends it."""
    try:
        with transaction(outside.sessions) as session:
            prepare_assignment(session, assignment_id, engine=outside.engine, clock=outside.clock)
    except (EngineUnavailable, OperationalError):  # these come back: the job is tried again
        raise
    except Exception as error:
        with transaction(outside.sessions) as session:
            fail_assignment(session, assignment_id, error=type(error).__name__, clock=outside.clock)
        raise
