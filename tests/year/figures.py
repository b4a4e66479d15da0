"""What the dashboards say, beside what the trail and the rows say."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from marketplace.models import (
    Account,
    AuditEvent,
    Match,
    MatchState,
    Outcome,
    OutcomeStage,
    OutcomeState,
    Role,
)
from marketplace.services.dashboards.figures import AGES, FUNNEL, Figure
from marketplace.services.dashboards.read import read_own_dashboard, read_staff_dashboard
from marketplace.services.dashboards.scope import Narrowing
from marketplace.services.outcomes.count import count_outcomes
from tests.year.town import Town

M = MatchState
STEP_OF = {
    M.ACCEPTED_BY_DEMAND.value: Figure.HALF_ACCEPTED,
    M.ACCEPTED_BY_SUPPLY.value: Figure.HALF_ACCEPTED,
    **{step.value: step for step in FUNNEL if step is not Figure.HALF_ACCEPTED},
}
QUEUE = """
    SELECT count(*) FROM matches m JOIN listings d ON d.id = m.demand_id JOIN listings s ON s.id = m.supply_id
    WHERE m.state = 'suggested' AND d.state = 'published' AND s.state = 'published' AND NOT EXISTS (
        SELECT FROM organization_blocks b WHERE b.lifted_at IS NULL
        AND least(b.first_id, b.second_id) = least(d.organization_id, s.organization_id)
        AND greatest(b.first_id, b.second_id) = greatest(d.organization_id, s.organization_id))"""
OWN = """
    SELECT count(*) FROM outcomes o JOIN matches m ON m.id = o.match_id
    JOIN listings d ON d.id = m.demand_id JOIN listings s ON s.id = m.supply_id
    WHERE o.stage = 'signed' AND o.state = 'confirmed'
      AND :organization IN (d.organization_id, s.organization_id)"""


def check_figures(town: Town, session: Session) -> str:
    """The funnel as the trail tells it, the queue and the outcomes as the rows do; how many outcomes."""
    staff = town.one_of(session, Role.STAFF)
    shown = read_staff_dashboard(session, staff, Narrowing(), clock=town.clock)
    trail = funnel_of_trail(session)
    for step in shown.funnel:
        assert step.count == trail[step.figure], (
            f"{step.figure}: shown {step.count}, trail {trail[step.figure]}"
        )
    queue, waiting = sum(shown.queue[age] for age in AGES), session.scalar(text(QUEUE))
    assert queue == waiting, f"the queue shows {queue} pairs, {waiting} wait"
    service = {stage: count.confirmed for stage, count in shown.outcomes.items()}
    outcomes = check_outcomes(session)
    assert service == outcomes, f"the dashboard shows {service}, there are {outcomes}"
    for account in session.scalars(
        select(Account).where(Account.organization_id.is_not(None), Account.active)
    ):
        if account.id % 40 == 0 and account.organization_verified:
            own = read_own_dashboard(session, account, Narrowing(), clock=town.clock)
            signed = session.scalar(text(OWN), {"organization": account.organization_id})
            assert own.outcomes[OutcomeStage.SIGNED].confirmed == signed, account.organization_id
    return ", ".join(f"{stage.value} {count} confirmed" for stage, count in outcomes.items())


def funnel_of_trail(session: Session) -> Counter[Figure]:
    """How many pairs have reached each step, told by their events alone."""
    reached: dict[int, set[Figure]] = {}
    events = (
        select(AuditEvent.entity_id, AuditEvent.action, AuditEvent.to_state)
        .where(AuditEvent.entity_type == Match.__tablename__)
        .order_by(AuditEvent.id)
    )
    for key, action, new in session.execute(events):
        step = STEP_OF.get(new)
        if action == "match.drop":
            reached.pop(key, None)
        elif step is not None:
            before = FUNNEL[: FUNNEL.index(step)]
            reached[key] = {step, *(one for one in reached.get(key, ()) if one in before)}
    return Counter(step for steps in reached.values() for step in steps)


def check_outcomes(session: Session) -> dict[OutcomeStage, int]:
    """Confirmed ones counted by the service, by hand over the rows, and from the trail: all agree."""
    service = {stage: count.confirmed for stage, count in count_outcomes(session).items()}
    rows = dict.fromkeys(OutcomeStage, 0)
    trail = dict.fromkeys(OutcomeStage, 0)
    stages: dict[int, OutcomeStage] = {}
    for outcome in session.scalars(select(Outcome)):
        rows[outcome.stage] += outcome.state is OutcomeState.CONFIRMED
    events = select(AuditEvent).where(AuditEvent.entity_type == Outcome.__tablename__).order_by(AuditEvent.id)
    for event in session.scalars(events):
        if event.action == "outcome.claim":
            stages[event.entity_id] = OutcomeStage(event.details["stage"])
        trail[stages[event.entity_id]] += event.to_state == OutcomeState.CONFIRMED.value
    assert service == rows == trail, f"outcomes: counted {service}, rows {rows}, trail {trail}"
    for stage, state in ((OutcomeStage.SIGNED, M.SIGNED), (OutcomeStage.DELIVERED, M.DELIVERED)):
        reached = select(func.count()).where(
            AuditEvent.entity_type == Match.__tablename__, AuditEvent.action == f"match.{state.value}"
        )
        assert session.scalar(reached) == service[stage], f"{stage}: pairs and outcomes differ"
    return service
