"""The figures of the home page as bars, each leading to the listings it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from marketplace.services.listings.figures import Figures
from marketplace.web.words import word


@dataclass(frozen=True)
class KindBar:
    """Needs and offers of one industry."""

    label: Any
    address: str
    demand: int
    supply: int
    total: int


@dataclass(frozen=True)
class CountBar:
    """One number. `tone` names the colour."""

    label: Any
    address: str
    count: int
    tone: str


def bars_of(figures: Figures) -> dict[str, list[KindBar] | list[CountBar]]:
    """The template's `industries`, `maturities` and `kinds`."""
    items = "public.items"
    return {
        "industries": [
            KindBar(word(x.industry), url_for(items, industry=x.industry), x.demand, x.supply, x.total)
            for x in figures.industries
        ],
        "maturities": [
            CountBar(word(grown), url_for(items, maturity=grown.value), count, "supply")
            for grown, count in figures.maturities.items()
        ],
        "kinds": [
            CountBar(word(kind), url_for(items, kind=kind.value), count, kind.value)
            for kind, count in figures.kinds.items()
        ],
    }
