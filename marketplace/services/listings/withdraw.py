"""Withdraw a published listing: the public no longer sees it and the matcher no longer suggests it."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, WrongState
from marketplace.models import Listing, ListingState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import change_listing_state
from marketplace.services.listings.publish import lock_listing
from marketplace.services.ports import JobQueue
from marketplace.services.reviews.interest import require_not_owner


class WithdrawReason(StrEnum):
    """Why staff take a listing down; kept in the trail."""

    ASKED_BY_OWNER = "asked_by_owner"
    OUTDATED = "outdated"
    WRONG = "wrong"
    NOT_PERMITTED = "not_permitted"
    PERSONAL_DATA = "personal_data"
    DUPLICATE = "duplicate"


def withdraw_listing(
    session: Session, actor: Actor, listing_id: int, *, reason: str, jobs: JobQueue
) -> Listing:
    """Withdraw for a coded reason. The text stays: pairs and lists keep their record.

    Raises NotAllowed (also for one's own organization's: its owner withdraws it), NotFound, WrongState, and
    InvalidInput.
    """
    require(actor, Permission.MODERATE_LISTINGS)
    if reason not in {known.value for known in WithdrawReason}:
        raise InvalidInput("Choose a reason.", field="reason")
    listing = lock_listing(session, listing_id)
    require_not_owner(actor, listing)
    if listing.state is not ListingState.PUBLISHED:
        raise WrongState("Only a published listing can be withdrawn.")
    change_listing_state(session, actor, listing, ListingState.WITHDRAWN, "listing.withdraw", reason=reason)
    jobs.refresh_matches(session, [listing.id], "withdraw")
    return listing
