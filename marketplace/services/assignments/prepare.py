"""Work out an assignment: rank, share out, keep the pairs as a run and the trade as a report."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Assignment, AssignmentState, MatchRun
from marketplace.services.assignments.problem import Problem, state_problem
from marketplace.services.assignments.report import make_report
from marketplace.services.assignments.standing import Standing, read_standing
from marketplace.services.audit.record import change_assignment_state
from marketplace.services.matching.run import DONE
from marketplace.services.matching.show_runs import ASSIGNMENT
from marketplace.services.matching.suggest_pairs import (
    fitting_pairs,
    make_suggestion,
    read_apart,
    read_texts,
)
from marketplace.services.ports import Clock, MatchingEngine, RankedDemand
from matching.assignment.results import Assignment as Outcome

# How many candidates each demand brings. Caps seldom push a demand beyond its first twenty.
DEPTH = 50
DEMANDS_AT_ONCE = 50


def prepare_assignment(
    session: Session, assignment_id: int, *, engine: MatchingEngine, clock: Clock
) -> Assignment:
    """Bring a `preparing` assignment to `previewed`; one that is not preparing any more is left alone.

    Raises NotFound and EngineUnavailable.
    """
    assignment = lock_assignment(session, assignment_id)
    if assignment.state is not AssignmentState.PREPARING:
        return assignment
    version = engine.refresh()
    standing = read_standing(session, assignment.opportunity_list_id)
    ranked = _rank(session, standing, engine)
    problem = state_problem(session, standing, ranked)
    outcome = problem.solve(assignment)
    health = engine.health()
    run = MatchRun(
        reason=ASSIGNMENT,
        model=health["model"],
        matcher_version_id=health["matcher_version"],
        data_version=version,
        settings={"depth": DEPTH},
        stage=DONE,
        started_at=assignment.created_at,
        finished_at=clock.now(),
        total=len(standing.demands),
        done=len(standing.demands),
    )
    session.add(run)
    session.flush()  # its suggestions and the assignment name the run
    assignment.run_id = run.id
    assignment.basis = standing.fingerprint()
    assignment.finished_at = clock.now()
    assignment.report = make_report(outcome, problem)
    _keep_suggestions(session, run, problem, outcome)
    change_assignment_state(
        session, None, assignment, AssignmentState.PREVIEWED, "assignment.prepared", run_id=run.id
    )
    return assignment


def fail_assignment(session: Session, assignment_id: int, *, error: str, clock: Clock) -> None:
    """Say that working it out broke down. For the edge that runs the job, in a transaction of its own."""
    assignment = lock_assignment(session, assignment_id)
    if assignment.state is AssignmentState.PREPARING:
        change_assignment_state(
            session, None, assignment, AssignmentState.FAILED, "assignment.failed", error=error
        )
        assignment.error = error
        assignment.finished_at = clock.now()


def lock_assignment(session: Session, assignment_id: int) -> Assignment:
    """The assignment, locked until the transaction ends, read as it is now. Raises NotFound."""
    assignment = session.scalar(
        select(Assignment)
        .where(Assignment.id == assignment_id)
        .with_for_update(of=Assignment)
        .execution_options(populate_existing=True)
    )
    if assignment is None:
        raise NotFound("There is no such assignment.")
    return assignment


def _rank(session: Session, standing: Standing, engine: MatchingEngine) -> Sequence[RankedDemand]:
    """What the engine ranks for the demands, but for pairs that could not be stored."""
    ids = [demand.id for demand in standing.demands]
    ranked: list[RankedDemand] = []
    for start in range(0, len(ids), DEMANDS_AT_ONCE):
        ranked += engine.rank(ids[start : start + DEMANDS_AT_ONCE], DEPTH)
    texts = read_texts(session, ranked)
    apart = read_apart(session, texts)
    return [
        RankedDemand(
            demand.demand_id, demand.served, demand.pool_size, tuple(fitting_pairs(demand, texts, apart))
        )
        for demand in ranked
        if demand.demand_id in texts
    ]


def _keep_suggestions(session: Session, run: MatchRun, problem: Problem, outcome: Outcome) -> None:
    """Store the chosen pairs that the engine proposed as suggestions of the run."""
    kept = [problem.pairs[chosen.pair] for chosen in outcome.chosen if chosen.pair in problem.pairs]
    texts = read_texts(session, [RankedDemand(pair.demand_id, True, 0, (pair,)) for pair in kept])
    session.add_all(make_suggestion(run.id, pair, texts) for pair in kept)
