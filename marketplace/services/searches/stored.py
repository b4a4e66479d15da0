"""A query as it is kept with a saved search, and back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marketplace.models import Kind, Maturity
from marketplace.services.listings.query import ListingQuery


def to_stored(query: ListingQuery) -> dict[str, Any]:
    """What narrows the query; order and page are no part of it."""
    kept: dict[str, Any] = {
        "text": query.text,
        "kinds": [kind.value for kind in query.kinds],
        "industries": list(query.industries),
        "regions": list(query.regions),
        "technologies": list(query.technologies),
        "maturities": [maturity.value for maturity in query.maturities],
        "budget_from": None if query.budget_from is None else str(query.budget_from),
        "budget_to": None if query.budget_to is None else str(query.budget_to),
    }
    return {name: value for name, value in kept.items() if value}


def from_stored(kept: Mapping[str, Any]) -> ListingQuery:
    """The query that was kept."""
    low, high = kept.get("budget_from"), kept.get("budget_to")
    return ListingQuery(
        text=kept.get("text", ""),
        kinds=tuple(Kind(value) for value in kept.get("kinds", ())),
        industries=tuple(kept.get("industries", ())),
        regions=tuple(kept.get("regions", ())),
        technologies=tuple(kept.get("technologies", ())),
        maturities=tuple(Maturity(value) for value in kept.get("maturities", ())),
        budget_from=Decimal(low) if low is not None else None,
        budget_to=Decimal(high) if high is not None else None,
    )
