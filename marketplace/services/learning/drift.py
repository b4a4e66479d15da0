"""Whether scores and verdicts are still what they were, month by month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, case, cast, func, select
from sqlalchemy.orm import Session

from marketplace.models import MatchRun, Review, Suggestion, Verdict
from marketplace.services.matching.show_runs import ASSIGNMENT
from marketplace.services.reviews.reasons import DECLINE_CONFIRMED
from matching.learning.drift import BANDS, Band, population_stability

MONTHS = 6
# What a page promises: the calibrated chance, or the score where there is none.
_PROMISED = func.coalesce(Suggestion.probability, Suggestion.score)


@dataclass(frozen=True)
class Month:
    """`start` is its first day. `bands` are verdicts by what was promised, lowest first; `shift` is the
    population stability index of all suggestions against the month before that had any (None without one)."""

    start: datetime
    bands: tuple[Band, ...]
    suggested: int
    shift: float | None

    @property
    def judged(self) -> int:
        """Verdicts in the month."""
        return sum(band.judged for band in self.bands)

    @property
    def share(self) -> float | None:
        """The share recommended."""
        return sum(band.recommended for band in self.bands) / self.judged if self.judged else None


def read_drift(session: Session) -> list[Month]:
    """The last months in which anything was suggested or judged, oldest first."""
    judged, suggested = _judged(session), _suggested(session)
    months = sorted(judged.keys() | suggested.keys())[-MONTHS:]
    result: list[Month] = []
    before: list[int] | None = None
    for start in months:
        counts = suggested.get(start)
        shift = population_stability(before, counts) if before and counts else None
        bands = tuple(
            Band(low, high, *judged.get(start, {}).get(at, (0, 0))) for at, (low, high) in enumerate(BANDS)
        )
        result.append(Month(start, bands, sum(counts or ()), shift))
        before = counts or before
    return result


def _band() -> ColumnElement[int]:
    return func.least(cast(func.floor(_PROMISED * len(BANDS)), Integer), len(BANDS) - 1)


def _judged(session: Session) -> dict[datetime, dict[int, tuple[int, int]]]:
    """By month and band: verdicts that stand, and those of them that recommend."""
    month = func.date_trunc("month", Review.created_at).label("month")
    band = _band().label("band")
    query = (
        select(month, band, func.count(), func.sum(case((Review.verdict == Verdict.RECOMMEND, 1), else_=0)))
        .join(Suggestion, Suggestion.id == Review.suggestion_id)
        .where(Review.undone_at.is_(None), Review.verdict != Verdict.PARK)
        .where(func.coalesce(Review.reason, "") != DECLINE_CONFIRMED)
        .group_by(month, band)
    )
    found: dict[datetime, dict[int, tuple[int, int]]] = defaultdict(dict)
    for start, at, count, recommended in session.execute(query):
        found[start][at] = (count, recommended)
    return found


def _suggested(session: Session) -> dict[datetime, list[int]]:
    """By month: how many suggestions of the matcher fell into each band."""
    month = func.date_trunc("month", Suggestion.created_at).label("month")
    band = _band().label("band")
    query = (
        select(month, band, func.count())
        .join(MatchRun, MatchRun.id == Suggestion.run_id)
        .where(MatchRun.reason != ASSIGNMENT)
        .group_by(month, band)
    )
    found: dict[datetime, list[int]] = defaultdict(lambda: [0] * len(BANDS))
    for start, at, count in session.execute(query):
        found[start][at] = count
    return found
