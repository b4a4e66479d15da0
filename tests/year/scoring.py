"""A matching engine that gives every pair a score of its own, the same on every day."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from marketplace.models import Kind, Listing, ListingState
from marketplace.services.ports import RankedDemand, RankedPair
from tests.doubles import FakeEngine

PRIME, SPREAD = 2_654_435_761, 10_000


class ScoringEngine(FakeEngine):
    """Suggests what scores best; `near` of ten thousand pairs are near enough to be suggested at all."""

    def __init__(self, sessions: sessionmaker[Session], near: int) -> None:
        """`sessions` to read what is public."""
        super().__init__()
        self._sessions, self._floor = sessions, SPREAD - near

    def points(self, demand_id: int, supply_id: int) -> int:
        """From 0 to 9,999."""
        return ((demand_id * 7919 + supply_id) * PRIME % 2**32) * SPREAD // 2**32

    def rank(self, demand_ids: Sequence[int], top: int) -> list[RankedDemand]:
        """The near ones, best first."""
        supplies = self._public(Kind.SUPPLY)
        return [self._ranked(demand_id, supplies, top) for demand_id in demand_ids]

    def affected_demands(self, supply_ids: Sequence[int], top: int) -> list[int]:
        """Demands that any of the supplies is near to."""
        return [
            demand_id
            for demand_id in self._public(Kind.DEMAND)
            if any(self.points(demand_id, supply_id) >= self._floor for supply_id in supply_ids)
        ]

    def _ranked(self, demand_id: int, supplies: Sequence[int], top: int) -> RankedDemand:
        scored = ((self.points(demand_id, supply_id), supply_id) for supply_id in supplies)
        best = sorted((one for one in scored if one[0] >= self._floor), reverse=True)[:top]
        pairs = tuple(
            RankedPair(demand_id, supply_id, rank, points / SPREAD, None, (), (), ())
            for rank, (points, supply_id) in enumerate(best, 1)
        )
        return RankedDemand(demand_id, bool(pairs), len(supplies), pairs)

    def _public(self, kind: Kind) -> Sequence[int]:
        with self._sessions() as session:
            public = select(Listing.id).where(Listing.kind == kind, Listing.state == ListingState.PUBLISHED)
            return session.scalars(public.order_by(Listing.id)).all()
