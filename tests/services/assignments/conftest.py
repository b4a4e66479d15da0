"""A list with scarce suppliers, and an engine that ranks it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import (
    Account,
    Assignment,
    AuditEvent,
    Kind,
    Listing,
    Match,
    MatchRun,
    OpportunityList,
)
from marketplace.services.assignments.ask import ask_assignment
from marketplace.services.assignments.choice import Choice
from marketplace.services.assignments.prepare import prepare_assignment
from marketplace.services.matching.suggest_pairs import suggest_pairs
from marketplace.services.ports import RankedDemand, RankedPair
from tests.doubles import FakeEngine, MovableClock
from tests.factories import make_account, make_list, make_listing

ONE_EACH = Choice(supplier_cap=1, organization_cap=None, per_demand=1, floor=1)


@dataclass
class Shelf:
    """Two demands that both want the first supply most; each has a second choice of its own."""

    session: Session
    engine: FakeEngine
    clock: MovableClock
    staff: Account
    demands: list[Listing]
    supplies: list[Listing]
    released: OpportunityList

    def rank(self, demand: int, *scores: float, probability: bool = True, served: bool = True) -> None:
        """Tell the engine what each supply is worth to a demand; 0 leaves the supply out."""
        asked = self.demands[demand]
        worth = sorted(
            ((score, supply) for score, supply in zip(scores, self.supplies, strict=False) if score),
            key=lambda row: -row[0],
        )
        pairs = tuple(
            RankedPair(asked.id, supply.id, rank, score, score if probability else None, (), (), ())
            for rank, (score, supply) in enumerate(worth, start=1)
        )
        self.engine.ranked[asked.id] = RankedDemand(asked.id, served, 40, pairs)

    def suggest(self, top: int = 10) -> None:
        """A matching run puts everything the engine ranks into the queue."""
        run = MatchRun(reason="test", stage="done")
        self.session.add(run)
        self.session.flush()
        suggest_pairs(
            self.session, run.id, [d.id for d in self.demands], engine=self.engine, top=top, clock=self.clock
        )

    def prepare(self, choice: Choice = ONE_EACH) -> Assignment:
        """An assignment, worked out."""
        asked = ask_assignment(self.session, self.staff, self.released.slug, choice)
        return prepare_assignment(self.session, asked.id, engine=self.engine, clock=self.clock)

    def match(self, demand: int, supply: int) -> Match:
        """A pair, as it stands in the database."""
        return self.session.scalars(
            select(Match)
            .where(Match.demand_id == self.demands[demand].id, Match.supply_id == self.supplies[supply].id)
            .execution_options(populate_existing=True)
        ).one()

    def states(self) -> dict[tuple[int, int], str]:
        """All pairs by position, with their states."""
        at = {listing.id: i for side in (self.demands, self.supplies) for i, listing in enumerate(side)}
        rows = self.session.execute(select(Match.demand_id, Match.supply_id, Match.state))
        return {(at[demand], at[supply]): state.value for demand, supply, state in rows}

    def events(self, *actions: str) -> list[AuditEvent]:
        """The trail's entries of these actions, oldest first."""
        query = select(AuditEvent).where(AuditEvent.action.in_(actions)).order_by(AuditEvent.id)
        return list(self.session.scalars(query))


@pytest.fixture
def shelf(session: Session, engine: FakeEngine, clock: MovableClock) -> Shelf:
    demands = [make_listing(session, Kind.DEMAND) for _ in range(2)]
    supplies = [make_listing(session) for _ in range(3)]
    released = make_list(session, [*demands, *supplies])
    made = Shelf(session, engine, clock, make_account(session), demands, supplies, released)
    made.rank(0, 0.9, 0.6)
    made.rank(1, 0.8, 0, 0.7)
    return made
