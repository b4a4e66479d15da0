"""Pairs of the own organization of whoever applies an assignment or takes it back: others decide them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Listing


def name_pairs(session: Session, pairs: Sequence[tuple[int, int]]) -> Sequence[str]:
    """The pairs, given by the ids of their listings, as people name them: by both codes."""
    ids = {one for pair in pairs for one in pair}
    rows = session.execute(select(Listing.id, Listing.code).where(Listing.id.in_(ids)))
    codes: dict[int, str] = dict(iter(rows))
    return sorted(f"{codes[demand]} × {codes[supply]}" for demand, supply in pairs)
