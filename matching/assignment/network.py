"""What is left to decide once locks hold their places: free pairs, and the capacity left around them.

A pair is one unit of flow demand -> supply -> organization -> sink. Every node has a capacity, every demand
a lower bound; the bounds are laminar on either side, so the matrix of the linear programme is totally
unimodular and its corners are whole numbers (Hoffman and Kruskal 1956).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.assignment.candidates import Candidates, Indices, Values
from matching.assignment.limits import Limits

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Network:
    """Free pairs as positions of nodes, shape (n,), with their values, and what each node has left.

    `positions` are those of the pairs among the candidates, `rank` their places there. `demand_left` and
    `floor_left` have shape (demands,), `supply_left` (supplies,), `organization_left` (organizations,).
    """

    positions: Indices
    demand: Indices
    supply: Indices
    organization: Indices
    value: Values
    rank: Indices
    demand_left: Indices
    floor_left: Indices
    supply_left: Indices
    organization_left: Indices

    def only(self, kept: NDArray[np.int64] | Mask) -> Network:
        """The same nodes with some of the pairs."""
        return Network(
            self.positions[kept],
            self.demand[kept],
            self.supply[kept],
            self.organization[kept],
            self.value[kept],
            self.rank[kept],
            self.demand_left,
            self.floor_left,
            self.supply_left,
            self.organization_left,
        )


def make_network(candidates: Candidates, limits: Limits, locked: Mask, barred: Mask) -> Network:
    """What may still be chosen. Where locks exceed a cap nothing is left there, never less than nothing."""
    owners = candidates.organization[candidates.supply]
    of_demand = np.bincount(candidates.demand[locked], minlength=len(candidates.demands))
    of_supply = np.bincount(candidates.supply[locked], minlength=len(candidates.supplies))
    of_organization = np.bincount(owners[locked], minlength=len(candidates.organizations))
    free = np.flatnonzero(~locked & ~barred)
    return Network(
        positions=free,
        demand=candidates.demand[free],
        supply=candidates.supply[free],
        organization=owners[free],
        value=candidates.value[free],
        rank=candidates.ranks[free],
        demand_left=_left(limits.ceilings(candidates.demands), of_demand),
        floor_left=_left(limits.floors(candidates.demands), of_demand),
        supply_left=_left(_capacity(limits.per_supply, of_supply, candidates), of_supply),
        organization_left=_left(
            _capacity(limits.per_organization, of_organization, candidates), of_organization
        ),
    )


def _capacity(cap: int | None, like: Indices, candidates: Candidates) -> Indices:
    """The cap of every node; without one, as many as there are pairs."""
    return np.full(len(like), len(candidates) if cap is None else cap, dtype=np.int64)


def _left(capacity: Indices, used: Indices) -> Indices:
    left: Indices = np.maximum(capacity - used, 0)
    return left
