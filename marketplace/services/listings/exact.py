"""Finding listings by the very words of the reader, in PostgreSQL."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from marketplace.services.listings.shelf import Shelf

NAMED_TIERS = 3
"""Tiers 0 to 2 (code, title, organization) name the listing itself and stand before any other hit."""


def find_exact(session: Session, shelf: Shelf, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """(listing id, tier) of the listings that hold every word, letter case aside, best first.

    Tiers: 0 the code is the word; 1 the title holds all; 2 the organization's name does; 3 the
    technologies do; 4 the words are spread over the whole text.
    """
    rows = shelf.rows().subquery()
    technologies = func.array_to_string(rows.c.technologies, " ")
    fields: list[ColumnElement[str]] = [rows.c.title, rows.c.organization, technologies]
    everything = func.concat_ws(
        "\n", rows.c.code, *fields, rows.c.summary, rows.c.description, rows.c.industry, rows.c.region,
        rows.c.cooperation, rows.c.cases,
    )  # fmt: skip

    def holds_all(text: ColumnElement[str]) -> ColumnElement[bool]:
        return and_(*(func.strpos(func.lower(text), word.lower()) > 0 for word in words))

    tier = case(
        (func.lower(rows.c.code) == " ".join(words).lower(), 0),
        *((holds_all(field), number) for number, field in enumerate(fields, start=1)),
        else_=4,
    ).label("tier")
    chosen = select(rows.c.id, tier).where(holds_all(everything)).order_by(tier, rows.c.position, rows.c.code)
    return [(listing, int(number)) for listing, number in session.execute(chosen)]
