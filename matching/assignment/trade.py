"""Tells what the caps traded: each move with its cause, the exposures, the demands below their floor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from matching.assignment.limits import Limits
from matching.assignment.results import Cause, ChosenPair, Exposure, Lack, Move, Shortfall

Grouped = Mapping[str, Sequence[ChosenPair]]
MOST_FULL = 5


def by_demand(pairs: Iterable[ChosenPair]) -> Grouped:
    """The pairs of each demand, in their order."""
    return _grouped((pair.demand, pair) for pair in pairs)


def by_supply(pairs: Iterable[ChosenPair]) -> Grouped:
    """The pairs of each supply."""
    return _grouped((pair.supply, pair) for pair in pairs)


def by_organization(pairs: Iterable[ChosenPair]) -> Grouped:
    """The pairs of each organization."""
    return _grouped((pair.organization, pair) for pair in pairs)


class Obstacles:
    """Says what stands in the way of a pair: a full supply, a full organization, or nothing."""

    def __init__(self, chosen: Iterable[ChosenPair], limits: Limits) -> None:
        """`chosen` fill the caps of `limits`."""
        pairs = list(chosen)
        self._limits = limits
        self._supplies, self._organizations = by_supply(pairs), by_organization(pairs)

    def of(self, pair: ChosenPair) -> tuple[Cause, tuple[str, ...]]:
        """The cause, and the demands that hold the places."""
        holders = self._supplies.get(pair.supply, ())
        if _full(holders, self._limits.per_supply):
            return Cause.SUPPLY_FULL, _demands(holders)
        holders = self._organizations.get(pair.organization, ())
        if _full(holders, self._limits.per_organization):
            return Cause.ORGANIZATION_FULL, _demands(holders)
        return Cause.EQUAL, ()


def find_moves(uncapped: Grouped, capped: Grouped, obstacles: Obstacles) -> tuple[Move, ...]:
    """What each demand lost and what it got instead, dearest first."""
    moves = []
    for demand, would_have in uncapped.items():
        has = capped.get(demand, ())
        kept = {pair.supply for pair in would_have} & {pair.supply for pair in has}
        lost = [pair for pair in would_have if pair.supply not in kept]
        gained = [pair for pair in has if pair.supply not in kept]
        for before, after in zip_longest(lost, gained):
            # The choice without caps fills every ceiling, so nobody gains without losing.
            moves.append(Move(demand, before, after, *obstacles.of(before)))
    return tuple(sorted(moves, key=lambda move: (move.difference, move.demand, move.lost.supply)))


def find_exposures(
    capped: Grouped, uncapped: Grouped, cap: int | None, prices: Mapping[str, float], floor_weight: float
) -> tuple[Exposure, ...]:
    """One a key that is chosen with or without caps, the most exposed first."""
    found = []
    for key in capped.keys() | uncapped.keys():
        pairs, price = capped.get(key, ()), prices.get(key, 0.0)
        found.append(
            Exposure(
                key,
                len(pairs),
                len(uncapped.get(key, ())),
                sum(pair.locked for pair in pairs),
                cap,
                None if price >= floor_weight / 2 else price,
            )
        )
    return tuple(sorted(found, key=lambda row: (-row.uncapped, -row.count, row.key)))


def find_shortfalls(
    floors: Mapping[str, int], capped: Grouped, allowed: Grouped, obstacles: Obstacles
) -> tuple[Shortfall, ...]:
    """The demands below their floor; `allowed`: all pairs of a demand that staff have not ruled out."""
    found = []
    for demand, floor in floors.items():
        has, could = capped.get(demand, ()), allowed.get(demand, ())
        if len(has) >= floor:
            continue
        taken = {pair.supply for pair in has}
        left = sorted((pair for pair in could if pair.supply not in taken), key=lambda pair: pair.rank)
        full = tuple((pair.supply, obstacles.of(pair)[0]) for pair in left[:MOST_FULL])
        lack = Lack.FEW_CANDIDATES if len(could) < floor else Lack.CAPS
        found.append(Shortfall(demand, floor, len(has), len(could), lack, full))
    return tuple(found)


def _grouped(pairs: Iterable[tuple[str, ChosenPair]]) -> Grouped:
    groups: dict[str, list[ChosenPair]] = defaultdict(list)
    for key, pair in pairs:
        groups[key].append(pair)
    return dict(groups)


def _full(holders: Sequence[ChosenPair], cap: int | None) -> bool:
    return cap is not None and len(holders) >= cap


def _demands(pairs: Sequence[ChosenPair]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pair.demand for pair in pairs))
