"""Which caps would be enough to fill the floors that the present ones leave unfilled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from matching.assignment.candidates import Candidates, Indices
from matching.assignment.limits import Limits
from matching.assignment.network import Mask, Network, make_network
from matching.assignment.results import Relaxation


def find_relaxation(
    candidates: Candidates, limits: Limits, locked: Mask, barred: Mask, considered: Indices
) -> Relaxation | None:
    """The smallest sufficient caps, or None when caps are not what keeps floors unfilled.

    Looks at the pairs the solver was given (`considered`, positions of the network's pairs).
    """

    def fills(per_supply: int | None, per_organization: int | None) -> int:
        relaxed = replace(limits, per_supply=per_supply, per_organization=per_organization)
        return most_filled(make_network(candidates, relaxed, locked, barred).only(considered))

    possible = fills(None, None)
    if fills(limits.per_supply, limits.per_organization) >= possible:
        return None
    most = max(len(candidates.demands) * limits.room.ceiling, 1)
    supply, organization = limits.per_supply, limits.per_organization
    return Relaxation(
        _least(lambda cap: fills(cap, organization) >= possible, supply, most),
        _least(lambda cap: fills(supply, cap) >= possible, organization, most),
        _least(lambda cap: fills(cap, cap) >= possible, min(supply or most, organization or most), most),
    )


def most_filled(network: Network) -> int:
    """How many places up to the floors can be filled at once: a maximum flow."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    demands, supplies = len(network.demand_left), len(network.supply_left)
    organizations = len(network.organization_left)
    first_supply, first_organization = 1 + demands, 1 + demands + supplies
    sink = first_organization + organizations
    owner = np.zeros(supplies, dtype=np.int64)
    owner[network.supply] = network.organization
    starts = (
        np.zeros(demands, dtype=np.int64),
        1 + network.demand,
        np.arange(supplies) + first_supply,
        np.arange(organizations) + first_organization,
    )
    ends = (
        1 + np.arange(demands),
        first_supply + network.supply,
        first_organization + owner,
        np.full(organizations, sink),
    )
    room = (
        network.floor_left,
        np.ones(len(network.demand), dtype=np.int64),
        network.supply_left,
        network.organization_left,
    )
    edges = (np.concatenate(room).astype(np.int32), (np.concatenate(starts), np.concatenate(ends)))
    graph = csr_array(edges, shape=(sink + 1, sink + 1))
    graph.indices, graph.indptr = graph.indices.astype(np.int32), graph.indptr.astype(np.int32)
    return int(maximum_flow(graph, 0, sink).flow_value)


def _least(enough: Callable[[int], bool], present: int | None, most: int) -> int | None:
    """The smallest cap above the present one that is enough, found by halving; None when none is."""
    if present is None or not enough(most):
        return None
    low, high = present, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
