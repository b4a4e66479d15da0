"""One decision on many listings, after a look at what it would do: each is decided whole or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, JingqiaoError, WrongState
from marketplace.models import Listing, ListingState, ListingVersion, Match, Submission
from marketplace.models.transitions import SETTLED
from marketplace.permissions import Actor, Permission, require
from marketplace.services.listings.publish import newest_version, publish_listing, waiting_submission
from marketplace.services.listings.renew import extend_listing
from marketplace.services.listings.withdraw import withdraw_listing
from marketplace.services.moderation.publish import publish_submission
from marketplace.services.moderation.request_changes import request_changes
from marketplace.services.ports import Clock, JobQueue

MOST_AT_ONCE = 100


class BulkAction(StrEnum):
    """What may be done with many listings at once."""

    PUBLISH = "publish"
    REQUEST_CHANGES = "request_changes"
    WITHDRAW = "withdraw"
    EXTEND = "extend"


@dataclass(frozen=True)
class BulkRow:
    """What became of one listing and its text: done, or the error that stood against it."""

    listing: Listing
    version: ListingVersion
    error: JingqiaoError | None


@dataclass(frozen=True)
class BulkOrder:
    """The action, with the note of a request for changes or the reason of a withdrawal."""

    action: BulkAction
    note: str = ""
    reason: str = ""


def preview_many(
    session: Session,
    actor: Actor,
    chosen: Mapping[str, int],
    order: BulkOrder,
    *,
    clock: Clock,
    jobs: JobQueue,
) -> list[BulkRow]:
    """What decide_many would do now, by doing it and taking all of it back. Raises what that raises."""
    trial = session.begin_nested()
    try:
        return decide_many(session, actor, chosen, order, clock=clock, jobs=jobs)
    finally:
        trial.rollback()


def count_open_pairs(session: Session, listing_ids: Collection[int]) -> Mapping[int, int]:
    """How many pairs that are not over each listing stands in; listings without any are left out."""
    query = (
        select(Listing.id, func.count(Match.id))
        .join(Match, or_(Match.demand_id == Listing.id, Match.supply_id == Listing.id))
        .where(Listing.id.in_(listing_ids), Match.state.not_in(SETTLED))
        .group_by(Listing.id)
    )
    return dict(session.execute(query).all())


def decide_many(
    session: Session,
    actor: Actor,
    chosen: Mapping[str, int],
    order: BulkOrder,
    *,
    clock: Clock,
    jobs: JobQueue,
) -> list[BulkRow]:
    """Carry the order out on each listing in turn; one that cannot be is left as it was.

    `chosen`: the number of the version that was shown, by code. A text that is another by now is neither
    published nor sent back unread.
    Raises NotAllowed, and InvalidInput when nothing or too much is chosen.
    """
    require(actor, Permission.MODERATE_LISTINGS)
    if len(chosen) > MOST_AT_ONCE:
        raise InvalidInput("At most %(most)s listings at once.", field="codes", most=MOST_AT_ONCE)
    listings = session.scalars(
        select(Listing)
        .where(Listing.code.in_(chosen), Listing.state != ListingState.DRAFT)
        .order_by(Listing.id)
    ).all()
    if not listings:
        raise InvalidInput("Choose at least one listing.", field="codes")
    rows = []
    for listing in listings:
        error: JingqiaoError | None = None
        try:
            with session.begin_nested():
                _decide(session, actor, listing, chosen[listing.code], order, clock=clock, jobs=jobs)
        except JingqiaoError as refused:
            error = refused
        rows.append(BulkRow(listing, _text(session, listing)[1], error))
    return rows


def _decide(
    session: Session,
    actor: Actor,
    listing: Listing,
    shown: int,
    order: BulkOrder,
    *,
    clock: Clock,
    jobs: JobQueue,
) -> None:
    if order.action is BulkAction.WITHDRAW:
        withdraw_listing(session, actor, listing.id, reason=order.reason, jobs=jobs)
        return
    if order.action is BulkAction.EXTEND:
        extend_listing(session, actor, listing.id, clock=clock, jobs=jobs)
        return
    submission, version = _text(session, listing)
    if version.number != shown:
        raise WrongState("There is a newer version than the one you saw. Please read it first.")
    if order.action is BulkAction.PUBLISH:
        if submission is not None:
            publish_submission(session, actor, submission.id, clock=clock, jobs=jobs)
        else:
            publish_listing(session, actor, listing.id, seen_version=shown, clock=clock, jobs=jobs)
    elif submission is None:
        raise WrongState("This listing is not waiting for review.")
    else:
        request_changes(session, actor, submission.id, comments={}, note=order.note, clock=clock)


def _text(session: Session, listing: Listing) -> tuple[Submission | None, ListingVersion]:
    """What waits for review, or else nothing, and the text that is read for a decision."""
    submission = waiting_submission(session, listing)
    return submission, submission.version if submission is not None else newest_version(session, listing)
