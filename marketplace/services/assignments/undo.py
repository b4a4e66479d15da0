"""Take an applied assignment back: what it parked waits for review again, what it added goes."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.models import Assignment, AssignmentState, Match, MatchState, Review
from marketplace.permissions import Actor, Permission, require
from marketplace.services.assignments.apply import ORIGIN
from marketplace.services.assignments.prepare import lock_assignment
from marketplace.services.audit.record import change_assignment_state, change_match_state, record_event

CAUSE = "assignment_undone"


def undo_assignment(session: Session, actor: Actor | None, assignment_id: int) -> Assignment:
    """Undo it. Pairs that staff have judged or pinned meanwhile stay. `actor` None: the system itself.

    Raises NotAllowed, NotFound, and WrongState unless it is the one in force.
    """
    if actor is not None:
        require(actor, Permission.REVIEW_MATCHES)
    assignment = lock_assignment(session, assignment_id)
    change_assignment_state(session, actor, assignment, AssignmentState.UNDONE, "assignment.undone")
    marked = session.scalars(
        select(Match)
        .where(Match.assignment_id == assignment.id)
        .order_by(Match.id)
        .with_for_update(of=Match)
        .execution_options(populate_existing=True)
    ).all()
    ids = [match.id for match in marked]
    reviewed = set(session.scalars(select(Review.match_id).where(Review.match_id.in_(ids))))
    for match in marked:
        if match.origin == ORIGIN and match.pinned_at is None and match.id not in reviewed:
            _drop(session, actor, match)
        elif match.state is MatchState.PARKED:
            change_match_state(session, actor, match, MatchState.SUGGESTED, "match.reopen", cause=CAUSE)
    session.flush()  # the statement below must find who is still there
    session.execute(
        update(Match)
        .where(Match.assignment_id == assignment.id)
        # Neither the version nor the date moves: a reviewer's open page must not be refused for this.
        .values(assignment_id=None, updated_at=Match.updated_at)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()  # what was read still shows the mark
    return assignment


def _drop(session: Session, actor: Actor | None, match: Match) -> None:
    record_event(
        session,
        actor,
        "match.drop",
        match,
        from_state=match.state.value,
        cause=CAUSE,
        demand_id=match.demand_id,
        supply_id=match.supply_id,
    )
    session.delete(match)
