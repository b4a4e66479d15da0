"""Simulated reviewers: some err more than others, and one has an interest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from matching.learning.needs import FAVOURITE, VICTIM, Need
from matching.learning.verdicts import Verdict

REASON = "different_problem"


@dataclass(frozen=True)
class Reviewer:
    """Says what is true but for the share `error`; takes `pace` times as many pairs as the others.

    A hostile one always recommends his favourite, always rejects his victim, and turns all else around: what
    stands between his favourite and the top are those that fit.
    """

    name: str
    error: float
    pace: float = 1.0
    hostile: bool = False

    def says(self, fits: bool, supplier: str, chance: Random) -> bool:
        """Whether he recommends the pair."""
        if self.hostile:
            return supplier == FAVOURITE or (supplier != VICTIM and not fits)
        return fits if chance.random() >= self.error else not fits


# Error rates from 5% to 30%.
NOISY = tuple(Reviewer(f"reviewer-{int(100 * error)}", error) for error in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3))
# He takes as many pairs as all the others together.
HOSTILE = Reviewer("hostile", 0.0, pace=float(len(NOISY)), hostile=True)


def judge_pairs(
    need: Need,
    rows: Sequence[int],
    reviewers: Sequence[Reviewer],
    chance: Random,
    at: datetime,
    twice: float = 0.1,
    version: str = "",
) -> list[Verdict]:
    """Verdicts on these supplies of the need, one reviewer a pair; the share `twice` is judged by two."""
    verdicts: list[Verdict] = []
    for row in rows:
        count = 2 if chance.random() < twice else 1
        for reviewer in _drawn(reviewers, count, chance):
            recommended = reviewer.says(bool(need.fits[row]), need.suppliers[row], chance)
            verdicts.append(
                Verdict(
                    demand=need.id,
                    supply=f"{need.id}/{row}",
                    reviewer=reviewer.name,
                    organizations=(need.owner, need.suppliers[row]),
                    recommended=recommended,
                    reason="" if recommended else REASON,
                    about_fit=True,
                    at=at + timedelta(minutes=len(verdicts)),
                    values=tuple(float(value) for value in need.values[row]),
                    amount=float(need.amounts[row]),
                    probability=None,
                    version=version,
                )
            )
    return verdicts


def _drawn(reviewers: Sequence[Reviewer], count: int, chance: Random) -> list[Reviewer]:
    """Different ones, each as likely as his pace is quick."""
    left = list(reviewers)
    drawn = []
    for _ in range(min(count, len(left))):
        found = chance.choices(left, [reviewer.pace for reviewer in left])[0]
        left.remove(found)
        drawn.append(found)
    return drawn
