"""The pairs that may be chosen, as sparse parallel arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]
Values = NDArray[np.float64]
Pair = tuple[str, str]
"""The ids of a demand and of a supply."""


@dataclass(frozen=True)
class Candidates:
    """Which supplies a demand may get and what each pair is worth.

    `demand` and `supply`, shape (n,), are positions in `demands` and `supplies`; `value`, shape (n,), is the
    expected number of accepted pairs (a probability, or a score standing in for one), 0 or more.
    `organization`, shape (supplies,), is the position in `organizations` of each supply's owner.
    """

    demands: Sequence[str]
    supplies: Sequence[str]
    organizations: Sequence[str]
    organization: Indices
    demand: Indices
    supply: Indices
    value: Values

    def __post_init__(self) -> None:
        """Raise ValueError for arrays that do not fit together, or a value that is none."""
        if not len(self.demand) == len(self.supply) == len(self.value):
            raise ValueError("demand, supply and value must have one length")
        if len(self.organization) != len(self.supplies):
            raise ValueError("every supply needs one organization")
        if not np.isfinite(self.value).all() or (self.value < 0).any():
            raise ValueError("a value must be a number of at least 0")

    def __len__(self) -> int:
        """How many pairs."""
        return len(self.value)

    def pair(self, position: int) -> Pair:
        """The ids of one pair."""
        return self.demands[self.demand[position]], self.supplies[self.supply[position]]

    @cached_property
    def order(self) -> Indices:
        """Positions sorted by demand, then best first; equal values keep the order they were given in."""
        return np.lexsort((-self.value, self.demand))

    @cached_property
    def ranks(self) -> Indices:
        """The place of each pair among its demand's candidates, best first, from 1; shape (n,)."""
        ranks = np.empty(len(self), dtype=np.int64)
        ranks[self.order] = places(self.demand[self.order]) + 1
        return ranks


def places(grouped: Indices) -> Indices:
    """The place of each entry within its run of equal ones, from 0; shape (n,), as is `grouped`, sorted."""
    counted: Indices = np.arange(len(grouped)) - np.searchsorted(grouped, grouped, side="left")
    return counted


def make_candidates(
    demands: Sequence[str],
    owners: Mapping[str, str],
    pairs: Iterable[tuple[str, str, float]],
    locked: Iterable[Pair] = (),
) -> Candidates:
    """Candidates from (demand, supply, value) triples; `owners` names the organization of every supply.

    A locked pair that is not among the triples is added with value 0: nothing is expected of it, but it
    holds its place. A pair given twice counts with its greater value. Raises ValueError for a pair of an
    unknown demand or supply.
    """
    worth: dict[Pair, float] = {}
    for demand, supply, value in pairs:
        worth[demand, supply] = max(value, worth.get((demand, supply), value))
    for pair in locked:
        worth.setdefault(pair, 0.0)
    names = sorted(set(owners.values()))
    at_organization = {name: position for position, name in enumerate(names)}
    at_demand = {key: position for position, key in enumerate(demands)}
    at_supply = {key: position for position, key in enumerate(owners)}
    unknown = [pair for pair in worth if pair[0] not in at_demand or pair[1] not in at_supply]
    if unknown:
        raise ValueError(f"no such demand or supply: {unknown[0]}")
    return Candidates(
        demands=list(demands),
        supplies=list(owners),
        organizations=names,
        organization=np.array([at_organization[owner] for owner in owners.values()], dtype=np.int64),
        demand=np.array([at_demand[demand] for demand, _ in worth], dtype=np.int64),
        supply=np.array([at_supply[supply] for _, supply in worth], dtype=np.int64),
        value=np.array(list(worth.values()), dtype=np.float64),
    )
