"""A listing as results show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import FromClause

from marketplace.models import Kind, ListingState, Maturity


@dataclass(frozen=True)
class ListingCard:
    """What a card shows. `budget_wan` in ten thousand yuan, None when negotiable or a supply."""

    code: str
    kind: Kind
    state: ListingState
    title: str
    summary: str
    organization: str
    industry: str
    region: str
    technologies: list[str]
    maturity: Maturity | None
    budget_wan: Decimal | None
    deadline: date | None


FIELDS = tuple(ListingCard.__dataclass_fields__)


def card_columns(rows: FromClause) -> list[Any]:
    """The columns of a shelf's rows that make a card."""
    return [rows.c[name] for name in FIELDS]


def to_card(row: Iterable[Any]) -> ListingCard:
    """The card of a row selected with `card_columns`."""
    return ListingCard(*row)
