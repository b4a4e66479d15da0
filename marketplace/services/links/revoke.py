"""Make the links that a listing's former contact holds open nothing any more."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from marketplace.models import AnswerLink, ContactLink, Kind, Listing, Match
from marketplace.services.ports import Clock


def revoke_links(session: Session, listing: Listing, *, clock: Clock) -> None:
    """The listing's contact is another now: whoever was mailed a link may no longer speak for it.

    The page then offers to mail a new one, to the contact now on file.
    """
    column = Match.demand_id if listing.kind is Kind.DEMAND else Match.supply_id
    for links in (AnswerLink, ContactLink):
        session.execute(
            update(links)
            .where(
                links.side == listing.kind,
                links.match_id == Match.id,
                column == listing.id,
                links.revoked_at.is_(None),
            )
            .values(revoked_at=clock.now())
        )
