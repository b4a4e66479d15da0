"""A site whose reviewers have judged hundreds of pairs, and weights that suit them badly."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from marketplace.models import Kind, Listing, MatchRun, MatchState, Review, Suggestion, Verdict
from marketplace.models.match import Match
from marketplace.services.reviews.lock import public_hash
from matching.calibration import Calibration
from matching.fusion import SIGNALS, Fusion
from matching.learning.propose import Learned
from tests.doubles import MovableClock
from tests.factories import make_account, make_listing
from tests.factories.accounts import make_organization

FUSION = Fusion(
    (0.55, 0.15, 0.15, 0.05, 0.05, 0.05), (0.45, 0.30, 0.10, 0.05, 0.05, 0.05), 60.0, 8.0, 0.03, 0.3, 0.45
)
CALIBRATION = Calibration(
    (8.0, 0.4, -4.0, 0.0, 1.0, 0.0, 0.0), -6.0, (0.5, 0.2, 0.5, 0.1, 0.0, 0.0, 0.0), -1.0, 0.5
)
SHIPPED = Learned(FUSION, CALIBRATION)
MODEL = "fake"


def shipped_for(model: str) -> Learned:
    """The same for every encoder."""
    return SHIPPED


def suggested(
    run_id: int, demand: Listing, supply: Listing, rank: int, values: NDArray[np.float64]
) -> Suggestion:
    """A pair as the matcher stored it, with these values of the signals."""
    return Suggestion(
        run_id=run_id,
        demand_id=demand.id,
        supply_id=supply.id,
        demand_hash=public_hash(demand),
        supply_hash=public_hash(supply),
        rank=rank,
        score=float(np.dot(values, FUSION.ample)),
        probability=0.5,
        parts=[
            {"name": name, "value": float(value), "weight": weight}
            for name, value, weight in zip(SIGNALS, values, FUSION.ample, strict=True)
        ],
        reasons=[],
    )


@pytest.fixture
def reviewed(session: Session, clock: MovableClock) -> list[Review]:
    """The verdicts of a site in this test's transaction."""
    return make_verdicts(session, clock)


def make_verdicts(session: Session, clock: MovableClock) -> list[Review]:
    """Forty demands with eight pairs each: what shares kinds of problem is recommended, words mislead."""
    chance = np.random.default_rng(1)
    reviewers = [make_account(session) for _ in range(5)]
    suppliers = [make_organization(session) for _ in range(12)]
    owners = [make_organization(session, kind="政府部门") for _ in range(10)]
    supplies = [make_listing(session, Kind.SUPPLY, suppliers[n % 12]) for n in range(12)]
    run = MatchRun(reason="test", model=MODEL, data_version="1", stage="done")
    session.add(run)
    session.flush()
    reviews = []
    for number in range(40):
        demand = make_listing(session, Kind.DEMAND, owners[number % 10])
        for place in range(8):
            fits = bool(chance.random() < 0.4)
            values = chance.random(len(SIGNALS))
            values[SIGNALS.index("memory")] = chance.beta(5, 2) if fits else chance.beta(2, 5)
            values[1] = chance.beta(2, 4) if fits else chance.beta(4, 2)
            suggestion = suggested(run.id, demand, supplies[place], place + 1, values)
            match = Match(
                demand=demand,
                supply=supplies[place],
                state=MatchState.RECOMMENDED if fits else MatchState.REJECTED,
                suggestion=suggestion,
            )
            session.add_all([suggestion, match])
            session.flush()
            reviews.append(
                Review(
                    match_id=match.id,
                    reviewer_id=reviewers[(number + place) % 5].id,
                    verdict=Verdict.RECOMMEND if fits else Verdict.REJECT,
                    reason=None if fits else "different_problem",
                    demand_hash=suggestion.demand_hash,
                    supply_hash=suggestion.supply_hash,
                    suggestion_id=suggestion.id,
                    created_at=clock.now() - timedelta(days=45) + timedelta(days=number, minutes=place),
                )
            )
    session.add_all(reviews)
    session.commit()
    return reviews
