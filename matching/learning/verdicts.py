"""What staff said of pairs, with the signals as they were shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from matching.errors import MatchingError

Floats = NDArray[np.float64]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Verdict:
    """One reviewer's verdict on one pair.

    `organizations` own the two listings, the demand's first; `texts` are the content hashes of the two
    versions judged. `values` are the signals in the order of `matching.fusion.SIGNALS` and `amount` the
    characters of the shorter side, both as the reviewer had them before him; `version` names the matcher
    that showed them, `probability` what it promised. `about_fit` is false for a rejection that speaks of
    price, date or rules, which no signal knows.
    """

    demand: str
    supply: str
    reviewer: str
    organizations: tuple[str, str]
    recommended: bool
    reason: str
    about_fit: bool
    at: datetime
    values: tuple[float, ...]
    amount: float
    probability: float | None
    version: str
    texts: tuple[str, str] = ("", "")

    @property
    def pair(self) -> Pair:
        """Demand and supply."""
        return self.demand, self.supply


class TooFewVerdicts(MatchingError):
    """There is not enough to learn from, or to judge by."""

    def __init__(self, found: int, needed: int, to_judge: bool = False) -> None:
        """Counts verdicts or, with `to_judge`, held-out demands with verdicts of both kinds."""
        what = "held-out demands with both outcomes" if to_judge else "verdicts"
        super().__init__(f"{found} {what}; {needed} are needed")
        self.found, self.needed, self.to_judge = found, needed, to_judge


def latest_words(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Each reviewer's newest verdict on each pair, oldest first: who changed his mind speaks once."""
    newest: dict[tuple[Pair, str], Verdict] = {}
    for verdict in sorted(verdicts, key=lambda v: (v.at, v.pair, v.reviewer)):
        newest[verdict.pair, verdict.reviewer] = verdict
    return sorted(newest.values(), key=lambda v: (v.at, v.pair, v.reviewer))


def split_by_time(verdicts: Sequence[Verdict], earlier: float) -> tuple[list[Verdict], list[Verdict]]:
    """The earlier share of the pairs to fit, the later rest to judge.

    A pair whose first verdict is early stays early whole: what merely repeats a verdict must not judge it.
    """
    first: dict[Pair, datetime] = {}
    for verdict in verdicts:
        first[verdict.pair] = min(first.get(verdict.pair, verdict.at), verdict.at)
    ordered = sorted(first, key=lambda pair: (first[pair], pair))
    early = set(ordered[: int(len(ordered) * earlier)])
    return [v for v in verdicts if v.pair in early], [v for v in verdicts if v.pair not in early]


def values_of(verdicts: Sequence[Verdict]) -> Floats:
    """Their signals, shape (n, 6)."""
    return np.asarray([verdict.values for verdict in verdicts], dtype=np.float64)


def amounts_of(verdicts: Sequence[Verdict]) -> Floats:
    """Characters of their shorter sides, shape (n,)."""
    return np.asarray([verdict.amount for verdict in verdicts], dtype=np.float64)


def outcomes_of(verdicts: Sequence[Verdict]) -> Floats:
    """1 for recommended, 0 for rejected, shape (n,)."""
    return np.asarray([verdict.recommended for verdict in verdicts], dtype=np.float64)
