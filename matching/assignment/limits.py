"""How many pairs a demand, a supply and an organization may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.assignment.candidates import Indices


@dataclass(frozen=True)
class Room:
    """How many pairs one demand gets: at least `floor` if that is possible, at most `ceiling`."""

    floor: int
    ceiling: int

    def __post_init__(self) -> None:
        """Raise ValueError unless 0 <= floor <= ceiling."""
        if not 0 <= self.floor <= self.ceiling:
            raise ValueError("a floor must lie between 0 and the ceiling")


@dataclass(frozen=True)
class Limits:
    """Caps (None: no cap), the room of a demand, and the demands that have a room of their own."""

    per_supply: int | None
    per_organization: int | None
    room: Room
    rooms: Mapping[str, Room] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise ValueError for a cap below 1."""
        if any(cap is not None and cap < 1 for cap in (self.per_supply, self.per_organization)):
            raise ValueError("a cap must be 1 or more")

    def ceilings(self, demands: Sequence[str]) -> Indices:
        """The most pairs of each demand, shape (demands,)."""
        return np.array([self.rooms.get(key, self.room).ceiling for key in demands], dtype=np.int64)

    def floors(self, demands: Sequence[str]) -> Indices:
        """The least pairs of each demand, shape (demands,)."""
        return np.array([self.rooms.get(key, self.room).floor for key in demands], dtype=np.int64)
