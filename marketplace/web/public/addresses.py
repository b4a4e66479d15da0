"""The other way round: the address that shows a query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import url_for

from marketplace.services.listings.query import ListingQuery

Values = dict[str, str | int | list[str] | None]


def to_arguments(query: ListingQuery) -> Values:
    """The query as the arguments of an address, leaving out what is as usual."""
    return {
        "q": query.text or None,
        "kind": [kind.value for kind in query.kinds],
        "industry": list(query.industries),
        "region": list(query.regions),
        "technology": list(query.technologies),
        "maturity": [maturity.value for maturity in query.maturities],
        "budget_from": None if query.budget_from is None else f"{query.budget_from.normalize():f}",
        "budget_to": None if query.budget_to is None else f"{query.budget_to.normalize():f}",
        "sort": query.sort.value if query.sort else None,
        "page": query.page if query.page > 1 else None,
    }


def address_of(endpoint: str, query: ListingQuery, **place: str) -> str:
    """Where `endpoint` shows `query`."""
    return url_for(endpoint, **place, **to_arguments(query))  # type: ignore[arg-type]


def pages_of(endpoint: str, query: ListingQuery, **place: str) -> Callable[[int], str]:
    """The address of each page of `query`."""
    return lambda number: address_of(endpoint, replace(query, page=number), **place)
