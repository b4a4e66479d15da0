"""One pair with everything a reviewer needs before deciding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from marketplace.errors import NotFound
from marketplace.models import (
    Answer,
    AuditEvent,
    Listing,
    ListingContact,
    ListingState,
    ListingVersion,
    Match,
    MatchRun,
    Review,
    Suggestion,
)
from marketplace.permissions import Actor, Permission, require
from marketplace.services.reviews.lock import Seen
from marketplace.services.reviews.sequence import Place, find_place


@dataclass(frozen=True)
class Side:
    """One listing of the pair with the text to judge, and whether a contact (never shown here) is on file."""

    listing: Listing
    text: ListingVersion
    has_contact: bool

    @property
    def public(self) -> bool:
        """Whether visitors can read it now."""
        return self.listing.state is ListingState.PUBLISHED


@dataclass(frozen=True)
class PairFile:
    """A pair, both texts, what the engine said of it, its history, and its neighbours in the queue."""

    match: Match
    demand: Side
    supply: Side
    suggestion: Suggestion | None
    run: MatchRun | None
    reviews: Sequence[Review]
    answers: Sequence[Answer]
    events: Sequence[AuditEvent]
    place: Place
    own: bool

    @property
    def seen(self) -> Seen:
        """What a verdict given on this page must still find."""
        return Seen(self.match.version, self.demand.text.content_hash, self.supply.text.content_hash)

    @property
    def standing_review(self) -> Review | None:
        """The newest verdict that was not undone."""
        return next((review for review in self.reviews if review.undone_at is None), None)

    @property
    def text_changed(self) -> bool:
        """Whether a text differs from the one the standing verdict, or else the engine, judged."""
        judged = self.standing_review or self.suggestion
        return judged is not None and (judged.demand_hash, judged.supply_hash) != (
            self.demand.text.content_hash,
            self.supply.text.content_hash,
        )


def read_pair(session: Session, actor: Actor, match_id: int) -> PairFile:
    """The pair's file; reviews, answers and events newest first. Raises NotAllowed, NotFound."""
    require(actor, Permission.REVIEW_MATCHES)
    demand, supply = aliased(Listing), aliased(Listing)
    match = session.scalar(
        select(Match)
        .join(Match.demand.of_type(demand))
        .join(Match.supply.of_type(supply))
        .options(contains_eager(Match.demand.of_type(demand)), contains_eager(Match.supply.of_type(supply)))
        .where(Match.id == match_id)
    )
    if match is None:
        raise NotFound("There is no such pair.")
    reachable = set(
        session.scalars(
            select(ListingContact.listing_id).where(
                ListingContact.listing_id.in_((match.demand_id, match.supply_id))
            )
        )
    )
    suggestion = match.suggestion
    return PairFile(
        match=match,
        demand=_side(session, match.demand, reachable),
        supply=_side(session, match.supply, reachable),
        suggestion=suggestion,
        run=session.get(MatchRun, suggestion.run_id) if suggestion is not None else None,
        reviews=_reviews(session, match),
        answers=_answers(session, match),
        events=_events(session, match),
        place=find_place(session, match),
        own=actor.organization_id is not None
        and actor.organization_id in (match.demand.organization_id, match.supply.organization_id),
    )


def _side(session: Session, listing: Listing, reachable: set[int]) -> Side:
    """The public text, or the newest where there is no public one."""
    text = (
        listing.published_version
        or session.scalars(
            select(ListingVersion)
            .where(ListingVersion.listing_id == listing.id)
            .order_by(ListingVersion.number.desc())
            .limit(1)
        ).one()
    )
    return Side(listing, text, listing.id in reachable)


def _reviews(session: Session, match: Match) -> Sequence[Review]:
    return session.scalars(
        select(Review)
        .options(joinedload(Review.reviewer))
        .where(Review.match_id == match.id)
        .order_by(Review.created_at.desc(), Review.id.desc())
    ).all()


def _answers(session: Session, match: Match) -> Sequence[Answer]:
    return session.scalars(
        select(Answer).where(Answer.match_id == match.id).order_by(Answer.created_at.desc(), Answer.id.desc())
    ).all()


def _events(session: Session, match: Match) -> Sequence[AuditEvent]:
    return session.scalars(
        select(AuditEvent)
        .options(joinedload(AuditEvent.actor))
        .where(AuditEvent.entity_type == Match.__tablename__, AuditEvent.entity_id == match.id)
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    ).all()
