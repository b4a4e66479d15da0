"""Approaches as their makers follow them, and as staff find them on their desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from marketplace.models import Approach, ApproachState, Kind, Listing, Match, MatchState
from marketplace.permissions import Actor, Permission, allowed, require
from marketplace.services.answers.own_pairs import listing_on

SHOWN = 30


@dataclass(frozen=True)
class OwnApproach:
    """A request of one's own organization: `own` is the listing it brought, None when it brought none."""

    approach: Approach
    own: Listing | None
    visible: bool


def list_own(session: Session, actor: Actor) -> list[OwnApproach]:
    """The organization's own requests, newest first; none while it is not verified. Raises NotAllowed."""
    require(actor, Permission.OPEN_WORKSPACE)
    if not allowed(actor, Permission.USE_WORKSPACE):
        return []
    made = session.scalars(
        select(Approach)
        .options(joinedload(Approach.listing), joinedload(Approach.match))
        .where(Approach.organization_id == actor.organization_id)
        .order_by(Approach.created_at.desc(), Approach.id.desc())
        .limit(SHOWN)
    ).all()
    return [
        OwnApproach(one, _brought(one), one.match is not None and one.state is ApproachState.RECOMMENDED)
        for one in made
    ]


def list_for_staff(session: Session, actor: Actor) -> Sequence[Approach]:
    """What waits for staff, longest first: the pairs asked for, and what brought no listing.

    Raises NotAllowed.
    """
    require(actor, Permission.REVIEW_MATCHES)
    return session.scalars(
        select(Approach)
        .outerjoin(Match, Match.id == Approach.match_id)
        .options(joinedload(Approach.listing), joinedload(Approach.match), joinedload(Approach.organization))
        .where(
            Approach.state == ApproachState.WAITING,
            Approach.match_id.is_(None) | (Match.state == MatchState.SUGGESTED),
        )
        .order_by(Approach.created_at, Approach.id)
    ).all()


def list_of_pair(session: Session, actor: Actor, match_id: int) -> Sequence[Approach]:
    """Who asked for a pair, oldest first. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    return session.scalars(
        select(Approach)
        .options(joinedload(Approach.account), joinedload(Approach.organization))
        .where(Approach.match_id == match_id)
        .order_by(Approach.id)
    ).all()


def who_asked(session: Session, match: Match) -> set[Kind]:
    """The sides that asked for a pair themselves."""
    return {
        Kind(side) for side in session.scalars(select(Approach.side).where(Approach.match_id == match.id))
    }


def _brought(approach: Approach) -> Listing | None:
    return listing_on(approach.match, Kind(approach.side)) if approach.match is not None else None
