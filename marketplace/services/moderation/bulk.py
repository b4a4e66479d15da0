"""One decision on many listings: each is decided whole or not at all, and says which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, JingqiaoError, WrongState
from marketplace.models import Listing, ListingState
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
    """What became of one listing: done, or the error that stood against it."""

    listing: Listing
    error: JingqiaoError | None


@dataclass(frozen=True)
class BulkOrder:
    """The action, with the note of a request for changes or the reason of a withdrawal."""

    action: BulkAction
    note: str = ""
    reason: str = ""


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
        rows.append(BulkRow(listing, error))
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
    submission = waiting_submission(session, listing)
    version = submission.version if submission is not None else newest_version(session, listing)
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
