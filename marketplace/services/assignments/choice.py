"""The caps and the floor that staff choose, checked."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.errors import InvalidInput

MOST = 1000
# What a pair is worth: its calibrated probability or, where there is none, its score.
PROBABILITY, SCORE = "probability", "score"


@dataclass(frozen=True)
class Choice:
    """Most pairs per supply and per organization (None: no cap), most and least pairs per demand."""

    supplier_cap: int | None
    organization_cap: int | None
    per_demand: int
    floor: int

    def check(self) -> None:
        """Raise InvalidInput unless the numbers make sense together."""
        for name in ("supplier_cap", "organization_cap"):
            cap = getattr(self, name)
            if cap is not None and not 1 <= cap <= MOST:
                raise InvalidInput("A cap must be a whole number from 1 to 1000.", field=name)
        if not 1 <= self.per_demand <= MOST:
            raise InvalidInput(
                "The number of pairs per demand must be a whole number from 1 to 1000.", field="per_demand"
            )
        if not 0 <= self.floor <= self.per_demand:
            raise InvalidInput("The floor must lie between 0 and the most pairs per demand.", field="floor")
