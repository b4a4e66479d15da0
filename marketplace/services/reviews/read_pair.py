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
    ListingState,
    ListingVersion,
    Match,
    MatchRun,
    MatchState,
    MendRequest,
    OrganizationBlock,
    Review,
    Suggestion,
)
from marketplace.permissions import Actor, Permission, require
from marketplace.services.blocks.standing import block_on
from marketplace.services.contacts.find import contact_of
from marketplace.services.mending.browse import requests_of
from marketplace.services.ports import Clock
from marketplace.services.reviews.interest import has_interest
from marketplace.services.reviews.lock import Seen
from marketplace.services.reviews.sequence import Desk, Order, Place, find_place


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
    block: OrganizationBlock | None
    asked: Sequence[MendRequest]
    own: bool

    @property
    def seen(self) -> Seen:
        """What a verdict given on this page must still find."""
        return Seen(self.match.version, self.demand.text.content_hash, self.supply.text.content_hash)

    @property
    def can_be_judged(self) -> bool:
        """Whether it waits for a verdict that this reader may give."""
        waits = self.match.state is MatchState.SUGGESTED and self.block is None
        return waits and self.demand.public and self.supply.public and not self.own

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


def read_pair(
    session: Session, actor: Actor, match_id: int, order: Order = Order.DEMAND, *, clock: Clock
) -> PairFile:
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
    suggestion = match.suggestion
    return PairFile(
        match=match,
        demand=read_side(session, match.demand),
        supply=read_side(session, match.supply),
        suggestion=suggestion,
        run=session.get(MatchRun, suggestion.run_id) if suggestion is not None else None,
        reviews=_reviews(session, match),
        answers=_answers(session, match),
        events=_events(session, match),
        place=find_place(session, match, order, Desk(actor, clock.now())),
        block=block_on(session, match),
        asked=requests_of(session, match),
        own=has_interest(actor, match),
    )


def read_side(session: Session, listing: Listing) -> Side:
    """A listing with its public text, or the newest where there is no public one."""
    text = (
        listing.published_version
        or session.scalars(
            select(ListingVersion)
            .where(ListingVersion.listing_id == listing.id)
            .order_by(ListingVersion.number.desc())
            .limit(1)
        ).one()
    )
    return Side(listing, text, contact_of(session, listing.id) is not None)


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
