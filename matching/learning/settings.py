"""How far verdicts may move the matcher, and how much it takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LearningSettings:
    """Bounds that hold whatever the verdicts say.

    `most_share` of all weight, the prior's included, is the most that one reviewer or one organization may
    have, `most_on_one` the most of one reviewer's verdicts on one organization. `prior` is how many verdicts
    the shipped weights are worth. No weight of a signal moves further than `furthest` from the shipped one,
    ever. The earlier share `earlier` is fitted, the rest judges.
    """

    most_share: float = 0.2
    most_on_one: float = 0.03
    prior: float = 60.0
    furthest: float = 0.25
    earlier: float = 0.7
    significance: float = 0.05
    least_verdicts: int = 60
    least_demands: int = 8
    # Agreement is spoken of from so many comparable verdicts on.
    least_compared: int = 20
    # So many of a reviewer's verdicts on the likeliest pairs say what he would have said of a pair.
    neighbours: int = 7
    # A reviewer whose agreement is surely below this share of the usual one is an outlier.
    outlying: float = 0.5
    # What an outlier's verdicts still count.
    least_trust: float = 0.05
