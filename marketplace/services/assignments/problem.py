"""The assignment's problem in the library's terms: what each pair is worth, who owns what, who is locked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Assignment, Listing, Match, Suggestion
from marketplace.services.assignments.choice import PROBABILITY, SCORE
from marketplace.services.assignments.standing import Standing
from marketplace.services.matching.suggest_pairs import SHOWN_WHEN_UNSERVED
from marketplace.services.ports import RankedDemand, RankedPair
from matching.assignment.assign import assign
from matching.assignment.candidates import Pair, make_candidates
from matching.assignment.limits import Limits, Room
from matching.assignment.results import Assignment as Outcome


@dataclass(frozen=True)
class Problem:
    """What is to be shared out. Ids are written as texts; `pairs` are the engine's, by both ids."""

    demands: Sequence[str]
    owners: Mapping[str, str]
    pairs: Mapping[Pair, RankedPair]
    worth: Mapping[Pair, float]
    valued_by: str
    locked: frozenset[Pair]
    barred: frozenset[Pair]
    unserved: frozenset[str]

    def solve(self, chosen: Assignment) -> Outcome:
        """Share out under the caps and the floor of `chosen`.

        A demand that nothing fits has no floor: the nearest few are shown, but never at another's expense.
        """
        nearest = Room(0, min(SHOWN_WHEN_UNSERVED, chosen.per_demand))
        limits = Limits(
            chosen.supplier_cap,
            chosen.organization_cap,
            Room(chosen.floor, chosen.per_demand),
            dict.fromkeys(self.unserved, nearest),
        )
        triples = [(demand, supply, value) for (demand, supply), value in self.worth.items()]
        candidates = make_candidates(self.demands, self.owners, triples, self.locked)
        return assign(candidates, limits, self.locked, self.barred)


def state_problem(session: Session, standing: Standing, ranked: Sequence[RankedDemand]) -> Problem:
    """The problem of these demands over what the engine ranks for them now.

    Pairs are worth their calibrated probability; where the engine gives one of them none, all are worth
    their score.
    """
    pairs = {
        (str(pair.demand_id), str(pair.supply_id)): pair for demand in ranked for pair in demand.suggestions
    }
    suggested: dict[Pair, Suggestion | None] = {
        pair_of(match): match.suggestion for match in standing.locked if pair_of(match) not in pairs
    }
    calibrated = all(pair.probability is not None for pair in pairs.values())
    worth = {pair: worth_of(proposal, calibrated) for pair, proposal in pairs.items()}
    worth |= {pair: worth_of(found, calibrated) for pair, found in suggested.items()}
    return Problem(
        demands=[str(demand.id) for demand in standing.demands],
        owners=_owners(session, {supply for _, supply in worth}),
        pairs=pairs,
        worth=worth,
        valued_by=PROBABILITY if calibrated else SCORE,
        locked=frozenset(map(pair_of, standing.locked)),
        barred=frozenset(map(pair_of, standing.barred)),
        unserved=frozenset(str(demand.demand_id) for demand in ranked if not demand.served),
    )


def pair_of(match: Match) -> Pair:
    """A match's ids as the library takes them."""
    return str(match.demand_id), str(match.supply_id)


def worth_of(proposal: RankedPair | Suggestion | None, calibrated: bool) -> float:
    """The expected number of accepted pairs, 0..1; without calibration the score stands in for it.

    A locked pair that the engine no longer ranks may carry no probability: nothing is expected of it then.
    """
    value = None if proposal is None else (proposal.probability if calibrated else proposal.score)
    return 0.0 if value is None else min(1.0, max(0.0, value))


def _owners(session: Session, supplies: set[str]) -> dict[str, str]:
    query = select(Listing.id, Listing.organization_id).where(Listing.id.in_(map(int, supplies)))
    return {str(supply): str(owner) for supply, owner in session.execute(query.order_by(Listing.id))}
