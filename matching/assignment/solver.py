"""Chooses the pairs worth most within the capacities: a linear programme, solved by HiGHS through SciPy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.assignment.candidates import Indices, Values, places
from matching.assignment.network import Mask, Network

# Up to so many pairs all are given to the solver at once; of more, the best of each demand, and then those
# that the prices found say are missing, until none is.
AT_ONCE = 200_000
FIRST_OF_DEMAND = 64
NEGLIGIBLE = 1e-9
# Worth nothing, a pair is still better than an empty place, as it is when each demand chooses alone.
ANY_PAIR = 1e-6


@dataclass(frozen=True)
class Solution:
    """`chosen`, shape (n,), over the network's pairs, and the price of one more place at each node.

    Prices are the duals: at most so much more would be expected with one more place. `short`, shape
    (demands,): how many pairs are missing to the floor. `considered`: how many pairs the solver was given.
    """

    chosen: Mask
    short: Indices
    supply_price: Values
    organization_price: Values
    floor_price: Values
    demand_price: Values
    considered: Indices


def solve(network: Network) -> Solution:
    """The most valuable choice among those that miss the floors by the least.

    Missing pairs are spread: the second one missing at a demand weighs twice the first. Exact, whether or
    not all pairs were given to the solver: a pair left out has been shown by its price not to pay.
    """
    if len(network.positions) <= AT_ONCE:
        return _solve_some(network, np.arange(len(network.positions)))
    working = np.flatnonzero(network.rank <= FIRST_OF_DEMAND)
    while True:
        solution = _solve_some(network, working)
        gain = _gain(network, solution)
        gain[working] = 0.0
        missing = np.flatnonzero(gain > NEGLIGIBLE)
        if not len(missing):
            return solution
        best_first = missing[np.argsort(-gain[missing], kind="stable")]
        working = np.sort(np.concatenate([working, best_first[:AT_ONCE]]))


def floor_weight(network: Network) -> float:
    """What the first pair missing to a floor weighs: more than any rearrangement of the others can earn.

    Filling one more place moves at most one pair of each demand along an augmenting path.
    """
    best = float(network.value.max()) if len(network.value) else 0.0
    return (len(network.demand_left) + 1) * max(best, 1e-3)


def _gain(network: Network, solution: Solution) -> Values:
    """What each pair would earn above the prices of the places it takes."""
    gain: Values = (
        network.value
        + ANY_PAIR
        + solution.floor_price[network.demand]
        - solution.demand_price[network.demand]
        - solution.supply_price[network.supply]
        - solution.organization_price[network.organization]
    )
    return gain


def _solve_some(network: Network, working: Indices) -> Solution:
    """The best choice among the pairs at these positions of the network."""
    from scipy.optimize import linprog  # a second of loading that only solving needs
    from scipy.sparse import vstack

    some = network.only(working)
    pairs, floors = len(working), network.floor_left
    # One column for each pair that may be missing: at demand `asked`, the `step`-th one missing there.
    asked = np.repeat(np.arange(len(floors)), floors)
    step = places(asked) + 1
    cost = np.concatenate([-(some.value + ANY_PAIR), floor_weight(network) * step])
    if not len(cost):
        return _nothing(network, working)
    nodes = (
        (some.demand, network.demand_left),
        (some.supply, network.supply_left),
        (some.organization, network.organization_left),
    )
    blocks = [_incidence(at, len(left), len(cost)) for at, left in nodes]
    blocks.append(_incidence(np.concatenate([some.demand, asked]), len(floors), len(cost), -1.0))
    bounds = np.concatenate([left for _, left in nodes] + [-floors])
    matrix = vstack(blocks, format="csr")
    full = np.diff(matrix.indptr) > np.maximum(bounds, 0)
    full[len(full) - len(floors) :] = floors > 0
    binding = np.flatnonzero(full)
    found = linprog(cost, A_ub=matrix[binding], b_ub=bounds[binding], bounds=(0.0, 1.0), method="highs-ds")
    if found.status != 0:  # always feasible and bounded: nothing chosen and everything missing is allowed
        raise RuntimeError(f"the solver gave up: {found.message}")
    prices = np.zeros(len(bounds))
    prices[binding] = -found.ineqlin.marginals
    chosen = np.zeros(len(network.positions), dtype=np.bool_)
    chosen[working] = found.x[:pairs] > 0.5
    filled = np.bincount(network.demand[chosen], minlength=len(floors))
    return _priced(network, chosen, np.maximum(floors - filled, 0), prices, working)


def _incidence(at: NDArray[np.int64], nodes: int, columns: int, sign: float = 1.0) -> NDArray[np.float64]:
    """One row a node: which columns (the first ones, in order) take a place there."""
    from scipy.sparse import csr_matrix

    entries = (np.full(len(at), sign), (at, np.arange(len(at))))
    matrix: NDArray[np.float64] = csr_matrix(entries, shape=(nodes, columns))
    return matrix


def _priced(network: Network, chosen: Mask, short: Indices, prices: Values, working: Indices) -> Solution:
    sizes = [len(network.demand_left), len(network.supply_left), len(network.organization_left)]
    demand, supply, organization, floor = np.split(prices, np.cumsum(sizes))
    return Solution(chosen, short, supply, organization, floor, demand, working)


def _nothing(network: Network, working: Indices) -> Solution:
    """There are neither pairs nor floors."""
    prices = np.zeros(
        2 * len(network.demand_left) + len(network.supply_left) + len(network.organization_left)
    )
    chosen = np.zeros(len(network.positions), dtype=np.bool_)
    return _priced(network, chosen, np.zeros_like(network.floor_left), prices, working)
