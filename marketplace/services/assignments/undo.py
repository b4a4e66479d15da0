"""Take an applied assignment back: what it parked waits for review again, what it added goes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.models import AssignmentState, Match, MatchState, Review
from marketplace.permissions import Actor, Permission, require
from marketplace.services.assignments.apply import ORIGIN
from marketplace.services.assignments.own import name_pairs
from marketplace.services.assignments.prepare import lock_assignment
from marketplace.services.audit.record import change_assignment_state, change_match_state, record_event
from marketplace.services.ports import Clock
from marketplace.services.reviews.interest import own_listings

CAUSE = "assignment_undone"


def undo_assignment(
    session: Session, actor: Actor | None, assignment_id: int, *, clock: Clock
) -> Sequence[str]:
    """Undo it; the pairs of the actor's own organization, which stay as they are, are returned by name. Pairs
    that staff have judged or pinned meanwhile stay too. `actor` None: the system itself.

    Raises NotAllowed, NotFound, and WrongState unless it is the one in force.
    """
    if actor is not None:
        require(actor, Permission.REVIEW_MATCHES)
    assignment = lock_assignment(session, assignment_id)
    marked = session.scalars(
        select(Match)
        .where(Match.assignment_id == assignment.id)
        .order_by(Match.id)
        .with_for_update(of=Match)
        .execution_options(populate_existing=True)
    ).all()
    own = own_listings(session, actor)
    kept = [match for match in marked if not own.isdisjoint((match.demand_id, match.supply_id))]
    left_out = name_pairs(session, [(match.demand_id, match.supply_id) for match in kept])
    told = {"left_out": left_out} if left_out else {}
    change_assignment_state(session, actor, assignment, AssignmentState.UNDONE, "assignment.undone", **told)
    moved = [match for match in marked if match not in kept]
    ids = [match.id for match in moved]
    reviewed = set(session.scalars(select(Review.match_id).where(Review.match_id.in_(ids))))
    for match in moved:
        if match.origin == ORIGIN and match.pinned_at is None and match.id not in reviewed:
            _drop(session, actor, match)
        elif match.state is MatchState.PARKED:
            _bring_back(session, actor, match, clock)
    session.flush()  # the statement below must find who is still there
    session.execute(
        update(Match)
        .where(Match.id.in_(ids))
        # Neither the version nor the date moves: a reviewer's open page must not be refused for this.
        .values(assignment_id=None, updated_at=Match.updated_at)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()  # what was read still shows the mark
    return left_out


def _bring_back(session: Session, actor: Actor | None, match: Match, clock: Clock) -> None:
    """Back to review, where it has waited since it first came: undoing must not make an old pair young."""
    came = match.suggested_at
    change_match_state(session, actor, match, MatchState.SUGGESTED, "match.reopen", clock=clock, cause=CAUSE)
    if came is not None:
        match.waiting_since = match.suggested_at = came


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
