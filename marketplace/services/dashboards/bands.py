"""How often staff found right what scored so high: their own verdicts by the score that was shown to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, func, select
from sqlalchemy.orm import Session

from marketplace.models import Match, Suggestion, Verdict
from marketplace.services.dashboards.scope import Scope, pairs_of
from marketplace.services.quality.verdicts import standing_verdicts

BANDS = 5
"""Of equal width, over scores from 0 to 1; those that were judged without a score have none."""


@dataclass(frozen=True)
class Band:
    """`number` counts from 0; the scores run from `low` to `high`."""

    number: int
    right: int = 0
    wrong: int = 0

    @property
    def judged(self) -> int:
        """Pairs with a verdict."""
        return self.right + self.wrong

    @property
    def precision(self) -> float | None:
        """The share that staff recommended, 0..1."""
        return self.right / self.judged if self.judged else None

    @property
    def low(self) -> float:
        """Where it begins."""
        return self.number / BANDS

    @property
    def high(self) -> float:
        """Where it ends."""
        return (self.number + 1) / BANDS


def in_band(verdict: Verdict, band: int | None) -> ColumnElement[bool]:
    """Whether the pair's standing verdict is this one, on a score in the band (None: in any)."""
    judged = _judged()
    wanted = select(judged.c.match_id).where(judged.c.verdict == verdict, judged.c.band.is_not(None))
    if band is not None:
        wanted = wanted.where(judged.c.band == band)
    return Match.id.in_(wanted)


def count_bands(session: Session, scope: Scope) -> Sequence[Band]:
    """Every band, the lowest first."""
    judged = _judged()
    rows = session.execute(
        pairs_of(
            scope,
            judged.c.band,
            func.count().filter(judged.c.verdict == Verdict.RECOMMEND),
            func.count().filter(judged.c.verdict == Verdict.REJECT),
        )
        .join(judged, judged.c.match_id == Match.id)
        .where(judged.c.band.is_not(None))
        .group_by(judged.c.band)
    )
    found = {number: Band(number, right, wrong) for number, right, wrong in rows}
    return [found.get(number, Band(number)) for number in range(BANDS)]


def _judged() -> Any:
    standing = standing_verdicts().subquery()
    place = cast(func.greatest(func.least(func.floor(Suggestion.score * BANDS), BANDS - 1), 0), BigInteger)
    return (
        select(standing.c.match_id, standing.c.verdict, place.label("band"))
        .join(Suggestion, Suggestion.id == standing.c.suggestion_id)
        .subquery()
    )
