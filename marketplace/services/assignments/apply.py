"""Apply an assignment: its pairs go to review, the other suggestions of its demands are parked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.errors import Conflict
from marketplace.models import (
    Assignment,
    AssignmentState,
    Listing,
    ListingState,
    Match,
    MatchState,
    Suggestion,
)
from marketplace.models.transitions import check_transition
from marketplace.permissions import Actor, Permission, require
from marketplace.services.assignments.prepare import lock_assignment
from marketplace.services.assignments.standing import Standing, is_barred, read_standing
from marketplace.services.audit.record import change_assignment_state, change_match_state, record_event
from marketplace.services.ports import Clock

ORIGIN = "assignment"
PARKED, CHOSEN = "assignment", "assignment_chose"
Ids = tuple[int, int]


@dataclass(frozen=True)
class Applied:
    """How many pairs were put to review that were not there before, brought back, and set aside."""

    new: int
    brought_back: int
    parked: int


def apply_assignment(session: Session, actor: Actor | None, assignment_id: int, *, clock: Clock) -> Applied:
    """Put a previewed assignment into force. `actor` None is the system itself (a command).

    Raises NotAllowed, NotFound, WrongState, and Conflict when a verdict, a pin or a text that it rests on
    has changed since it was worked out.
    """
    if actor is not None:
        require(actor, Permission.REVIEW_MATCHES)
    assignment = lock_assignment(session, assignment_id)
    check_transition(assignment.state, AssignmentState.APPLIED)
    standing = read_standing(session, assignment.opportunity_list_id, lock=True)
    suggestions = _suggestions(session, assignment)
    if standing.fingerprint() != assignment.basis or not _still_public(session, suggestions):
        raise Conflict(
            "Verdicts, pins or texts have changed since this was worked out. Nothing was applied; "
            "work it out again."
        )
    change_assignment_state(session, actor, assignment, AssignmentState.APPLIED, "assignment.applied")
    _replace_earlier(session, actor, assignment)
    applied = Applied(
        new=_add_pairs(session, actor, assignment, standing, suggestions),
        brought_back=_bring_back(session, actor, assignment, standing, suggestions),
        parked=_park_others(session, actor, assignment, standing, suggestions),
    )
    _mark(session, assignment, standing, suggestions)
    assignment.applied_at = clock.now()
    return applied


def _suggestions(session: Session, assignment: Assignment) -> Mapping[Ids, Suggestion]:
    query = select(Suggestion).where(Suggestion.run_id == assignment.run_id).order_by(Suggestion.id)
    return {(row.demand_id, row.supply_id): row for row in session.scalars(query)}


def _still_public(session: Session, suggestions: Mapping[Ids, Suggestion]) -> bool:
    """Whether every chosen supply still has the very text that was ranked."""
    shown = {row.supply_id: row.supply_hash for row in suggestions.values()}
    listings = session.scalars(select(Listing).where(Listing.id.in_(shown))).unique()
    return all(
        listing.state is ListingState.PUBLISHED
        and listing.published_version is not None
        and listing.published_version.content_hash == shown[listing.id]
        for listing in listings
    )


def _replace_earlier(session: Session, actor: Actor | None, assignment: Assignment) -> None:
    """Another assignment of the list that is in force gives way; its parked pairs stand as they are."""
    earlier = select(Assignment).where(
        Assignment.opportunity_list_id == assignment.opportunity_list_id,
        Assignment.id != assignment.id,
        Assignment.state == AssignmentState.APPLIED,
    )
    for one in session.scalars(earlier.with_for_update(of=Assignment)).all():
        change_assignment_state(session, actor, one, AssignmentState.REPLACED, "assignment.replaced")


def _add_pairs(
    session: Session,
    actor: Actor | None,
    assignment: Assignment,
    standing: Standing,
    suggestions: Mapping[Ids, Suggestion],
) -> int:
    """Chosen pairs that nobody had suggested yet."""
    known = {(match.demand_id, match.supply_id) for match in standing.matches}
    new = [
        Match(
            demand_id=row.demand_id,
            supply_id=row.supply_id,
            state=MatchState.SUGGESTED,
            origin=ORIGIN,
            suggestion_id=row.id,
            assignment_id=assignment.id,
        )
        for ids, row in suggestions.items()
        if ids not in known
    ]
    session.add_all(new)
    session.flush()  # the events point at the pairs' ids
    for match in new:
        record_event(
            session,
            actor,
            "match.suggest",
            match,
            to_state=match.state.value,
            run_id=assignment.run_id,
            assignment_id=assignment.id,
        )
    return len(new)


def _bring_back(
    session: Session,
    actor: Actor | None,
    assignment: Assignment,
    standing: Standing,
    suggestions: Mapping[Ids, Suggestion],
) -> int:
    """Chosen pairs that an earlier assignment had parked."""
    parked = [
        match
        for match in standing.matches
        if match.state is MatchState.PARKED
        and not is_barred(match)
        and (match.demand_id, match.supply_id) in suggestions
    ]
    for match in parked:
        change_match_state(
            session,
            actor,
            match,
            MatchState.SUGGESTED,
            "match.reopen",
            cause=CHOSEN,
            assignment_id=assignment.id,
        )
    session.flush()  # the marking below is a statement of its own, and must find these states
    return len(parked)


def _park_others(
    session: Session,
    actor: Actor | None,
    assignment: Assignment,
    standing: Standing,
    suggestions: Mapping[Ids, Suggestion],
) -> int:
    """Suggestions that were not chosen. A pinned one that the engine no longer ranks stays."""
    others = [
        match
        for match in standing.matches
        if match.state is MatchState.SUGGESTED
        and match.pinned_at is None
        and (match.demand_id, match.supply_id) not in suggestions
    ]
    for match in others:
        change_match_state(
            session, actor, match, MatchState.PARKED, "match.park", cause=PARKED, assignment_id=assignment.id
        )
        match.assignment_id = assignment.id
    session.flush()  # the marking below is a statement of its own, and must find these states
    return len(others)


def _mark(
    session: Session, assignment: Assignment, standing: Standing, suggestions: Mapping[Ids, Suggestion]
) -> None:
    """Note the assignment on its pairs, and on those that an earlier one parked and this leaves parked.

    Neither the version nor the date moves: a reviewer's open page must not be refused for a new mark.
    """
    for state in (MatchState.SUGGESTED, MatchState.PARKED):
        ids: Sequence[int] = [
            match.id for match in standing.matches if match.state is state and not is_barred(match)
        ]
        session.execute(
            update(Match)
            .where(Match.id.in_(ids))
            .values(assignment_id=assignment.id, updated_at=Match.updated_at)
            .execution_options(synchronize_session=False)
        )
    session.execute(
        update(Match)
        .where(
            Suggestion.run_id == assignment.run_id,
            Suggestion.demand_id == Match.demand_id,
            Suggestion.supply_id == Match.supply_id,
            Match.assignment_id == assignment.id,
        )
        .values(suggestion_id=Suggestion.id, updated_at=Match.updated_at)
        .execution_options(synchronize_session=False)
    )
