"""What an assignment answers with: the pairs, and an account of what the caps traded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from matching.assignment.candidates import Pair


class Cause(StrEnum):
    """Why a demand did not get a supply that it would have had without caps."""

    SUPPLY_FULL = "supply_full"
    ORGANIZATION_FULL = "organization_full"
    EQUAL = "equal"  # no cap stands in the way: another choice is worth the same


class Lack(StrEnum):
    """Why a demand stays below its floor."""

    FEW_CANDIDATES = "few_candidates"
    CAPS = "caps"


@dataclass(frozen=True)
class ChosenPair:
    """A pair of the assignment: `rank` among its demand's candidates from 1, `locked` by staff."""

    demand: str
    supply: str
    organization: str
    value: float
    rank: int
    locked: bool

    @property
    def pair(self) -> Pair:
        """The two ids."""
        return self.demand, self.supply


@dataclass(frozen=True)
class Move:
    """A demand that gets `gained` (None: nothing) where without caps it would have had `lost`.

    `holders`: the demands that have the places at the full supply or organization.
    """

    demand: str
    lost: ChosenPair
    gained: ChosenPair | None
    cause: Cause
    holders: tuple[str, ...]

    @property
    def difference(self) -> float:
        """What the move adds to the expected accepted pairs; 0 or less, unless a move elsewhere pays."""
        return (self.gained.value if self.gained else 0.0) - self.lost.value


@dataclass(frozen=True)
class Exposure:
    """How often a supply or an organization is put before demands, with the caps and without.

    `price`: one more place would earn at most so much; None when it would fill a floor, which counts more.
    """

    key: str
    count: int
    uncapped: int
    locked: int
    cap: int | None
    price: float | None


@dataclass(frozen=True)
class Shortfall:
    """A demand below its floor. `full`: supplies it could have had, each with the cap in the way."""

    demand: str
    floor: int
    count: int
    candidates: int
    lack: Lack
    full: tuple[tuple[str, Cause], ...]


@dataclass(frozen=True)
class Relaxation:
    """Caps that are enough to fill every floor which candidates can fill, the other cap left as it is.

    None: that cap alone will not do it. `both`: one number for both caps.
    """

    per_supply: int | None
    per_organization: int | None
    both: int | None


@dataclass(frozen=True)
class Assignment:
    """The pairs by demand, best first, and what the caps traded; `value`: expected accepted pairs."""

    chosen: tuple[ChosenPair, ...]
    value: float
    uncapped_value: float
    moves: tuple[Move, ...]
    supplies: tuple[Exposure, ...]
    organizations: tuple[Exposure, ...]
    shortfalls: tuple[Shortfall, ...]
    relaxation: Relaxation | None

    @property
    def loss(self) -> float:
        """The share of the expected accepted pairs that the caps cost, 0..1."""
        return 1.0 - self.value / self.uncapped_value if self.uncapped_value else 0.0
