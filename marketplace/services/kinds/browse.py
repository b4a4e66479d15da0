"""Browse the lists by kind of problem: which kinds there are, and how many listings are about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.models import Kind, Listing, ListingState, RecalledKind
from marketplace.models.vocabulary import INDUSTRIES
from marketplace.permissions import Actor, Permission, require
from marketplace.services.kinds.about import is_about
from marketplace.services.kinds.known import known_kinds
from matching.knowledge.kinds import KindOfProblem

PER_PAGE = 24
SHOWN = 6


@dataclass(frozen=True)
class KindRow:
    """A kind, and how many published demands and supplies are about it."""

    kind: KindOfProblem
    demands: int
    supplies: int

    @property
    def total(self) -> int:
        """Listings of both sides."""
        return self.demands + self.supplies


@dataclass(frozen=True)
class SectorRow:
    """An industry: its kinds, and the listings about any of them."""

    sector: str
    kinds: int
    demands: int
    supplies: int


@dataclass(frozen=True)
class KindList:
    """One page of kinds; `number` counts from 1. `wanted` are demanded most, `unmet` have no supply."""

    rows: Sequence[KindRow]
    sectors: Sequence[SectorRow]
    wanted: Sequence[KindRow]
    unmet: Sequence[KindRow]
    total: int
    number: int
    pages: int


def browse_kinds(
    session: Session, actor: Actor | None, *, sector: str = "", text: str = "", page: int = 1
) -> KindList:
    """The kinds of an industry (empty: of all) that hold every word of the text, in two queries."""
    require(actor, Permission.READ_PUBLIC)
    rows = _counted(session, known_kinds(session))
    words = text.lower().split()
    chosen = [row for row in rows if sector in ("", row.kind.sector)]
    if words:
        chosen = [row for row in chosen if _holds(row.kind, words)]
    chosen.sort(key=lambda row: (-_named(row.kind, words), -row.total, -row.demands))
    pages = max(1, -(-len(chosen) // PER_PAGE))
    number = min(page, pages)
    wanted = sorted((row for row in rows if row.demands), key=lambda row: (-row.demands, -row.total))
    return KindList(
        chosen[(number - 1) * PER_PAGE : number * PER_PAGE],
        _sectors(rows),
        wanted[:SHOWN],
        [row for row in wanted if not row.supplies][:SHOWN],
        len(chosen),
        number,
        pages,
    )


def count_listings(session: Session) -> dict[str, dict[Kind, int]]:
    """By kind, how many published listings of each side are about it."""
    query = (
        select(RecalledKind.kind, Listing.kind, func.count())
        .join(Listing, Listing.id == RecalledKind.listing_id)
        .where(Listing.state == ListingState.PUBLISHED, is_about())
        .group_by(RecalledKind.kind, Listing.kind)
    )
    found: dict[str, dict[Kind, int]] = {}
    for key, side, number in session.execute(query):
        found.setdefault(key, {})[side] = number
    return found


def _counted(session: Session, kinds: Mapping[str, KindOfProblem]) -> list[KindRow]:
    numbers = count_listings(session)
    rows = []
    for key, kind in kinds.items():
        of_kind = numbers.get(key, {})
        rows.append(KindRow(kind, of_kind.get(Kind.DEMAND, 0), of_kind.get(Kind.SUPPLY, 0)))
    return rows


def _sectors(rows: Sequence[KindRow]) -> list[SectorRow]:
    """In the order of the official workbook."""
    of_sector: dict[str, list[KindRow]] = {sector: [] for sector in INDUSTRIES}
    for row in rows:
        of_sector[row.kind.sector].append(row)
    return [
        SectorRow(sector, len(mine), sum(row.demands for row in mine), sum(row.supplies for row in mine))
        for sector, mine in of_sector.items()
    ]


def _holds(kind: KindOfProblem, words: Sequence[str]) -> bool:
    texts = (*kind.demands, *kind.supplies)
    parts = [kind.name, kind.problem, *kind.technologies, *(f"{t.title}\n{t.summary}" for t in texts)]
    everything = "\n".join(parts).lower()
    return all(word in everything for word in words)


def _named(kind: KindOfProblem, words: Sequence[str]) -> int:
    """How near to its name the words stand: 2 in the name, 1 in the problem, 0 elsewhere."""
    if not words:
        return 0
    if all(word in kind.name.lower() for word in words):
        return 2
    return int(all(word in f"{kind.name}\n{kind.problem}".lower() for word in words))
