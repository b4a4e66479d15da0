"""Apply an assignment: its pairs go to review, the other suggestions of its demands are parked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from marketplace.services.assignments.own import name_pairs
from marketplace.services.assignments.prepare import lock_assignment
from marketplace.services.assignments.standing import Standing, is_barred, read_standing
from marketplace.services.audit.record import change_assignment_state, change_match_state, record_event
from marketplace.services.ports import Clock
from marketplace.services.reviews.interest import own_listings

ORIGIN = "assignment"
PARKED, CHOSEN = "assignment", "assignment_chose"
Ids = tuple[int, int]


@dataclass(frozen=True)
class Applied:
    """How many pairs were put to review that were not there before, brought back, and set aside.

    `left_out`: the pairs of the actor's own organization, which stay as they are.
    """

    new: int
    brought_back: int
    parked: int
    left_out: Sequence[str]


@dataclass(frozen=True)
class Plan:
    """What applying brings about; `own` are pairs of the actor's organization, which it leaves alone."""

    new: Sequence[Suggestion]
    back: Sequence[Match]
    parked: Sequence[Match]
    marked: Sequence[Match]
    own: Sequence[Ids]


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
    plan = _plan(standing, suggestions, own_listings(session, actor))
    left_out = name_pairs(session, plan.own)
    told = {"left_out": left_out} if left_out else {}
    change_assignment_state(session, actor, assignment, AssignmentState.APPLIED, "assignment.applied", **told)
    _replace_earlier(session, actor, assignment)
    _add_pairs(session, actor, assignment, plan.new, clock)
    for matches, state, action, why in (
        (plan.back, MatchState.SUGGESTED, "match.reopen", CHOSEN),
        (plan.parked, MatchState.PARKED, "match.park", PARKED),
    ):
        for match in matches:
            change_match_state(
                session, actor, match, state, action, clock=clock, cause=why, assignment_id=assignment.id
            )
    session.flush()  # the marking below is a statement of its own, and must find these states
    _mark(session, assignment, plan.marked)
    assignment.applied_at = clock.now()
    return Applied(len(plan.new), len(plan.back), len(plan.parked), left_out)


def left_out_of(session: Session, actor: Actor, assignment: Assignment) -> Sequence[str]:
    """The pairs that a preview would leave as they are, were it applied by this actor: of their own
    organization.
    """
    own = own_listings(session, actor)
    if not own:
        return []
    standing = read_standing(session, assignment.opportunity_list_id)
    return name_pairs(session, _plan(standing, _suggestions(session, assignment), own).own)


def _suggestions(session: Session, assignment: Assignment) -> Mapping[Ids, Suggestion]:
    query = select(Suggestion).where(Suggestion.run_id == assignment.run_id).order_by(Suggestion.id)
    return {(row.demand_id, row.supply_id): row for row in session.scalars(query)}


def _plan(standing: Standing, suggestions: Mapping[Ids, Suggestion], own: frozenset[int]) -> Plan:
    """Chosen pairs that nobody had suggested yet, chosen ones that an earlier assignment had parked, and
    suggestions that were not chosen (a pinned one that the engine no longer ranks stays).
    """
    known = {_ids(match) for match in standing.matches}
    there = [
        match
        for match in standing.matches
        if match.state in (MatchState.SUGGESTED, MatchState.PARKED) and not is_barred(match)
    ]
    new = [row for ids, row in suggestions.items() if ids not in known]
    free = [match for match in there if own.isdisjoint(_ids(match))]
    return Plan(
        [row for row in new if own.isdisjoint(_ids(row))],
        [match for match in free if match.state is MatchState.PARKED and _ids(match) in suggestions],
        [
            match
            for match in free
            if match.state is MatchState.SUGGESTED
            and match.pinned_at is None
            and _ids(match) not in suggestions
        ],
        free,
        [ids for ids in (*map(_ids, there), *map(_ids, new)) if not own.isdisjoint(ids)],
    )


def _ids(pair: Match | Suggestion) -> Ids:
    return pair.demand_id, pair.supply_id


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
    session: Session, actor: Actor | None, assignment: Assignment, rows: Iterable[Suggestion], clock: Clock
) -> None:
    new = [
        Match(
            demand_id=row.demand_id,
            supply_id=row.supply_id,
            state=MatchState.SUGGESTED,
            origin=ORIGIN,
            suggestion_id=row.id,
            assignment_id=assignment.id,
            waiting_since=clock.now(),
            suggested_at=clock.now(),
        )
        for row in rows
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


def _mark(session: Session, assignment: Assignment, matches: Iterable[Match]) -> None:
    """Note the assignment on its pairs, and on those that an earlier one parked and this leaves parked.

    Neither the version nor the date moves: a reviewer's open page must not be refused for a new mark.
    """
    session.execute(
        update(Match)
        .where(Match.id.in_([match.id for match in matches]))
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
    session.expire_all()  # what was read still shows the mark of before
