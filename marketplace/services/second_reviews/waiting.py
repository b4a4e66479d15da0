"""The pairs that wait for a blind second opinion, and for whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.models import (
    AuditEvent,
    BlindReview,
    ClaimPurpose,
    Listing,
    ListingState,
    ListingVersion,
    Match,
    Review,
    ReviewClaim,
)
from marketplace.permissions import Actor, Permission, require
from marketplace.services.ports import Clock


def next_blind(session: Session, actor: Actor, *, clock: Clock) -> BlindReview | None:
    """The oldest that this reviewer may judge and nobody else has before them. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    query = waiting_for(actor, clock.now()).order_by(BlindReview.created_at, BlindReview.id)
    return session.scalar(query.limit(1))


def count_blind(session: Session, actor: Actor, *, clock: Clock) -> int:
    """How many wait that this reviewer may judge. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    return session.scalar(select(func.count()).select_from(waiting_for(actor, clock.now()).subquery())) or 0


def waiting_for(actor: Actor, now: datetime) -> Select[BlindReview]:
    """Open second opinions for a person who had no part in the pair so far and belongs to neither side."""
    demand, supply = aliased(Listing), aliased(Listing)
    asked, offered = aliased(ListingVersion), aliased(ListingVersion)
    return (
        select(BlindReview)
        .join(Review, Review.id == BlindReview.review_id)
        .join(Match, Match.id == BlindReview.match_id)
        .join(demand, demand.id == Match.demand_id)
        .join(supply, supply.id == Match.supply_id)
        .join(asked, asked.id == demand.published_version_id)
        .join(offered, offered.id == supply.published_version_id)
        .where(
            BlindReview.decided_at.is_(None),
            Review.undone_at.is_(None),
            demand.state == ListingState.PUBLISHED,
            supply.state == ListingState.PUBLISHED,
            # Both opinions must be on the same texts: after an edit the first says nothing about the second.
            asked.content_hash == Review.demand_hash,
            offered.content_hash == Review.supply_hash,
            ~_took_part(actor),
            *_of_neither_side(actor, demand, supply),
            ~_held_by_others(actor, now),
        )
    )


def _took_part(actor: Actor) -> ColumnElement[bool]:
    """Whoever judged the pair, or did anything to it, may know what became of it."""
    acted = select(AuditEvent.id).where(
        AuditEvent.entity_type == Match.__tablename__,
        AuditEvent.entity_id == BlindReview.match_id,
        AuditEvent.actor_id == actor.id,
    )
    earlier = aliased(Review)
    judged = select(earlier.id).where(
        earlier.match_id == BlindReview.match_id, earlier.reviewer_id == actor.id
    )
    return or_(acted.exists(), judged.exists())


def _of_neither_side(
    actor: Actor, demand: type[Listing], supply: type[Listing]
) -> tuple[ColumnElement[bool], ...]:
    if actor.organization_id is None:
        return ()
    return (
        and_(
            demand.organization_id != actor.organization_id,
            supply.organization_id != actor.organization_id,
        ),
    )


def _held_by_others(actor: Actor, now: datetime) -> ColumnElement[bool]:
    return (
        select(ReviewClaim.match_id)
        .where(
            ReviewClaim.match_id == BlindReview.match_id,
            ReviewClaim.purpose == ClaimPurpose.SECOND,
            ReviewClaim.holder_id != actor.id,
            ReviewClaim.expires_at > now,
        )
        .exists()
    )
