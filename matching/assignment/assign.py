"""One global assignment: the most valuable pairs within the caps, staff's locks kept, floors first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from matching.assignment.candidates import Candidates, Indices, Pair, Values, places
from matching.assignment.limits import Limits
from matching.assignment.network import Mask, make_network
from matching.assignment.relaxation import find_relaxation
from matching.assignment.results import Assignment, ChosenPair, Shortfall
from matching.assignment.solver import floor_weight, solve
from matching.assignment.trade import (
    Obstacles,
    by_demand,
    by_organization,
    by_supply,
    find_exposures,
    find_moves,
    find_shortfalls,
)


def assign(
    candidates: Candidates,
    limits: Limits,
    locked: Collection[Pair] = (),
    barred: Collection[Pair] = (),
) -> Assignment:
    """Choose pairs and account for what the caps cost against choosing for each demand alone.

    `locked` pairs are kept even where they exceed a cap; `barred` ones are never chosen, and bar outranks
    lock. Floors that cannot be met are reported as shortfalls, with caps that would do, and never raised.
    """
    ruled_out = _marked(candidates, barred)
    kept = _marked(candidates, locked) & ~ruled_out
    network = make_network(candidates, limits, kept, ruled_out)
    solution = solve(network)
    taken = kept.copy()
    taken[network.positions[solution.chosen]] = True
    alone = _chosen_alone(candidates, limits, kept, ruled_out)
    capped = _pairs(candidates, np.flatnonzero(taken), kept)
    uncapped = _pairs(candidates, np.flatnonzero(alone), kept)
    obstacles = Obstacles(capped, limits)
    weight = floor_weight(network)
    shortfalls: tuple[Shortfall, ...] = ()
    if solution.short.any():
        needy = np.isin(candidates.demand, np.flatnonzero(solution.short)) & ~ruled_out
        allowed = by_demand(_pairs(candidates, np.flatnonzero(needy), kept))
        floors = dict(zip(candidates.demands, limits.floors(candidates.demands).tolist(), strict=True))
        shortfalls = find_shortfalls(floors, by_demand(capped), allowed, obstacles)
    supply_prices = _named(candidates.supplies, solution.supply_price)
    owner_prices = _named(candidates.organizations, solution.organization_price)
    return Assignment(
        chosen=tuple(capped),
        value=float(candidates.value[taken].sum()),
        uncapped_value=float(candidates.value[alone].sum()),
        moves=find_moves(by_demand(uncapped), by_demand(capped), obstacles),
        supplies=find_exposures(
            by_supply(capped), by_supply(uncapped), limits.per_supply, supply_prices, weight
        ),
        organizations=find_exposures(
            by_organization(capped), by_organization(uncapped), limits.per_organization, owner_prices, weight
        ),
        shortfalls=shortfalls,
        relaxation=find_relaxation(candidates, limits, kept, ruled_out, solution.considered)
        if shortfalls
        else None,
    )


def _marked(candidates: Candidates, pairs: Collection[Pair]) -> Mask:
    """Which candidates are among `pairs`; pairs that are no candidates are passed over."""
    mask = np.zeros(len(candidates), dtype=np.bool_)
    if len(pairs):
        at_demand = {key: position for position, key in enumerate(candidates.demands)}
        at_supply = {key: position for position, key in enumerate(candidates.supplies)}
        width = len(candidates.supplies)
        wanted = [
            at_demand[demand] * width + at_supply[supply]
            for demand, supply in pairs
            if demand in at_demand and supply in at_supply
        ]
        mask = np.isin(candidates.demand * width + candidates.supply, wanted)
    return mask


def _chosen_alone(candidates: Candidates, limits: Limits, locked: Mask, barred: Mask) -> Mask:
    """What each demand would get if it were alone: its locks, then its best up to the ceiling."""
    free = candidates.order[~(locked | barred)[candidates.order]]
    held = np.bincount(candidates.demand[locked], minlength=len(candidates.demands))
    room = limits.ceilings(candidates.demands) - held
    at = candidates.demand[free]
    alone = locked.copy()
    alone[free[places(at) < room[at]]] = True
    return alone


def _pairs(candidates: Candidates, positions: Indices, locked: Mask) -> list[ChosenPair]:
    """The candidates at these positions, demand by demand, best first."""
    ranks = candidates.ranks[positions]
    order = np.lexsort((ranks, candidates.demand[positions]))
    found = []
    for position, rank in zip(positions[order].tolist(), ranks[order].tolist(), strict=True):
        demand, supply = candidates.pair(position)
        owner = candidates.organizations[int(candidates.organization[candidates.supply[position]])]
        value = float(candidates.value[position])
        found.append(ChosenPair(demand, supply, owner, value, rank, bool(locked[position])))
    return found


def _named(keys: Sequence[str], prices: Values) -> Mapping[str, float]:
    """Keys that have a price."""
    return {keys[position]: float(prices[position]) for position in np.flatnonzero(prices > 0).tolist()}
