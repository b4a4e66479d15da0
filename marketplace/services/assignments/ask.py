"""Ask for an assignment of a list: recorded and enqueued."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Assignment, AssignmentState, OpportunityList
from marketplace.permissions import Actor, Permission, require
from marketplace.services.assignments.choice import Choice
from marketplace.services.audit.record import change_assignment_state, record_event
from marketplace.services.ports import JobQueue

OPEN = (AssignmentState.PREPARING, AssignmentState.PREVIEWED)


def ask_assignment(
    session: Session, actor: Actor | None, slug: str, choice: Choice, *, jobs: JobQueue | None = None
) -> Assignment:
    """A new assignment in state `preparing`; `jobs` is asked to work it out, unless the caller does so.

    What was previewed for the list before is discarded. `actor` None is the system itself (a command).
    Raises NotAllowed, NotFound, InvalidInput.
    """
    if actor is not None:
        require(actor, Permission.RUN_MATCHING)
        require(actor, Permission.REVIEW_MATCHES)
    choice.check()
    opportunity_list = session.scalar(
        select(OpportunityList).where(OpportunityList.slug == slug).with_for_update()
    )
    if opportunity_list is None:
        raise NotFound("There is no such opportunity list.")
    earlier = select(Assignment).where(
        Assignment.opportunity_list_id == opportunity_list.id, Assignment.state.in_(OPEN)
    )
    for assignment in session.scalars(earlier.with_for_update(of=Assignment)).all():
        change_assignment_state(session, actor, assignment, AssignmentState.DISCARDED, "assignment.discarded")
    asked = Assignment(
        opportunity_list_id=opportunity_list.id,
        state=AssignmentState.PREPARING,
        supplier_cap=choice.supplier_cap,
        organization_cap=choice.organization_cap,
        per_demand=choice.per_demand,
        floor=choice.floor,
        created_by_id=actor.id if actor is not None else None,
    )
    session.add(asked)
    session.flush()  # the job and the audit event carry its id
    record_event(
        session,
        actor,
        "assignment.asked",
        asked,
        to_state=asked.state.value,
        supplier_cap=choice.supplier_cap,
        organization_cap=choice.organization_cap,
        per_demand=choice.per_demand,
        floor=choice.floor,
    )
    if jobs is not None:
        jobs.prepare_assignment(session, asked.id)
    return asked
