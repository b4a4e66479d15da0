"""What a reader asked to see: the words, the filters, the order and the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from marketplace.models import Kind, Maturity

PAGE_SIZE = 20


class Sort(StrEnum):
    """The orders a reader can choose."""

    RELEVANCE = "relevance"
    POSITION = "position"
    NEWEST = "newest"
    DEADLINE = "deadline"
    BUDGET = "budget"
    CODE = "code"


@dataclass(frozen=True)
class ListingQuery:
    """A request for listings. Values of one facet are alternatives; different facets must all hold.

    Budgets are in 万元 (ten thousand yuan); `page` counts from 1.
    """

    text: str = ""
    kinds: tuple[Kind, ...] = ()
    industries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    technologies: tuple[str, ...] = ()
    maturities: tuple[Maturity, ...] = ()
    budget_from: Decimal | None = None
    budget_to: Decimal | None = None
    sort: Sort | None = None
    page: int = 1

    @property
    def words(self) -> tuple[str, ...]:
        """The words to be found exactly: the text cut at white space."""
        return tuple(dict.fromkeys(self.text.split()))

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the result, the text apart."""
        return replace(self, text="", sort=None, page=1) != ListingQuery()
