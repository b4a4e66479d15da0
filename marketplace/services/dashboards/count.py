"""Count figures, many in one query."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, null
from sqlalchemy.orm import Session

from marketplace.models import Match, MatchState
from marketplace.services.dashboards.figures import AGES, FUNNEL, Figure, condition_of, reached
from marketplace.services.dashboards.listings import listings_of
from marketplace.services.dashboards.scope import Scope, pairs_of


@dataclass(frozen=True)
class Step:
    """One step of the funnel. `typical`: the median time since the step before it that the pair took."""

    figure: Figure
    count: int
    typical: timedelta | None


def count_pairs(session: Session, scope: Scope, figures: Collection[Figure]) -> Mapping[Figure, int]:
    """How many pairs stand behind each figure."""
    counted = [func.count().filter(condition_of(figure, scope)) for figure in figures]
    return dict(zip(figures, session.execute(pairs_of(scope, *counted)).one(), strict=True))


def count_queue(session: Session, scope: Scope) -> Mapping[Figure, int]:
    """The pairs to review by the days they have waited; only those that wait are looked at."""
    counted = [func.count().filter(condition_of(figure, scope)) for figure in AGES]
    waiting = pairs_of(scope, *counted).where(Match.state == MatchState.SUGGESTED)
    return dict(zip(AGES, session.execute(waiting).one(), strict=True))


def count_listings(session: Session, scope: Scope, figure: Figure) -> int:
    """How many listings stand behind a figure of listings."""
    return session.scalar(listings_of(figure, scope, func.count())) or 0


def read_funnel(session: Session, scope: Scope, figures: Collection[Figure] = FUNNEL) -> list[Step]:
    """Each step with how many pairs reached it and how long that took."""
    counted = [func.count().filter(condition_of(figure, scope)) for figure in figures]
    row = session.execute(pairs_of(scope, *counted, *(_typical(figure) for figure in figures))).one()
    middle = len(counted)
    return [
        Step(figure, count, None if seconds is None else timedelta(seconds=seconds))
        for figure, count, seconds in zip(figures, row[:middle], row[middle:], strict=True)
    ]


def _typical(figure: Figure) -> ColumnElement[Any]:
    """The median, in seconds. A step may be skipped (no pilot), so it is measured from the last one taken."""
    place = FUNNEL.index(figure)
    if place == 0:
        return null()
    before = func.greatest(*(reached(earlier) for earlier in FUNNEL[:place]))
    taken = func.extract("epoch", reached(figure) - before)
    return func.percentile_cont(0.5).within_group(taken).filter(reached(figure).is_not(None))
