"""Published demands that nothing fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session, aliased

from marketplace.models import Kind, Listing, ListingState, Match, Serving, Suggestion
from marketplace.permissions import Actor, Permission, require


@dataclass(frozen=True)
class UnservedRow:
    """A published demand that nothing fits; `looked_at` is None when no run has looked at it yet.

    `nearest` is the code of the supply that came nearest, None when none was suggested.
    """

    listing: Listing
    looked_at: datetime | None
    best: float | None
    pool_size: int | None
    nearest: str | None


def list_unserved(session: Session, actor: Actor) -> Sequence[UnservedRow]:
    """Published demands without a fit: first those a run found none for, then those no run has seen.

    Raises NotAllowed.
    """
    require(actor, Permission.REVIEW_MATCHES)
    order = (Serving.created_at.is_(None), Serving.best_score.desc().nulls_last(), Listing.id)
    return [UnservedRow(*row) for row in session.execute(_unserved().order_by(*order))]


def read_unserved(session: Session, actor: Actor, listing: Listing) -> UnservedRow | None:
    """How one demand stands among the unserved; None when it is not one of them. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    row = session.execute(_unserved().where(Listing.id == listing.id)).one_or_none()
    return UnservedRow(*row) if row is not None else None


def _unserved() -> Select[Listing, datetime | None, float | None, int | None, str | None]:
    supply = aliased(Listing)
    nearest = (
        select(supply.code)
        .join(Match, Match.supply_id == supply.id)
        .join(Suggestion, Suggestion.id == Match.suggestion_id)
        .where(Match.demand_id == Listing.id, supply.state == ListingState.PUBLISHED)
        .order_by(Suggestion.score.desc(), Match.id)
        .limit(1)
        .correlate(Listing)
        .scalar_subquery()
    )
    return (
        select(Listing, Serving.created_at, Serving.best_score, Serving.pool_size, nearest)
        .outerjoin(Serving, Serving.demand_id == Listing.id)
        .where(is_unserved())
    )


def is_unserved() -> ColumnElement[bool]:
    """Whether nothing fits a Listing (to be asked beside its Serving, which it need not have)."""
    has_pairs = select(Match.id).where(Match.demand_id == Listing.id).exists()
    return and_(
        Listing.kind == Kind.DEMAND,
        Listing.state == ListingState.PUBLISHED,
        Serving.served.is_(False) | (Serving.served.is_(None) & ~has_pairs),
    )
