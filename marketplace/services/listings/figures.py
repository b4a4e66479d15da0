"""The figures drawn on the home page, counted over the published listings in one query."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from marketplace.models import Kind, Maturity
from marketplace.permissions import Actor, Permission, require
from marketplace.services.listings.shelf import PUBLISHED


@dataclass(frozen=True)
class IndustryFigure:
    """How many needs and offers an industry has."""

    industry: str
    demand: int
    supply: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.demand + self.supply


@dataclass(frozen=True)
class Figures:
    """Published listings by kind, by industry (largest first) and, supplies, by maturity (youngest first)."""

    kinds: dict[Kind, int]
    industries: list[IndustryFigure]
    maturities: dict[Maturity, int]
    organizations: int


def draw_figures(session: Session, actor: Actor | None) -> Figures:
    """Count everything the home page draws."""
    require(actor, Permission.READ_PUBLIC)
    rows = PUBLISHED.rows().subquery()
    kind, industry, maturity = rows.c.kind, rows.c.industry, rows.c.maturity
    groups = func.grouping_sets(tuple_(kind, industry), tuple_(kind, maturity), tuple_())
    organization = func.count(rows.c.organization.distinct())
    grouped = select(kind, industry, maturity, func.count(), organization).group_by(groups)
    industries: dict[str, dict[Kind, int]] = {}
    kinds = dict.fromkeys(Kind, 0)
    maturities = dict.fromkeys(Maturity, 0)
    organizations = 0
    for side, branch, grown, number, houses in session.execute(grouped):
        if side is None:
            organizations = houses
        elif branch is not None:
            industries.setdefault(branch, dict.fromkeys(Kind, 0))[side] = number
            kinds[side] += number
        elif grown is not None:
            maturities[grown] = number
    drawn = [IndustryFigure(name, each[Kind.DEMAND], each[Kind.SUPPLY]) for name, each in industries.items()]
    return Figures(kinds, sorted(drawn, key=lambda x: (-x.total, x.industry)), maturities, organizations)
