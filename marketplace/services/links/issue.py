"""Make a link for one side of a recommended pair; whichever the side uses first uses up the others."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import AnswerLink, Kind, Match
from marketplace.services.answers.consent import latest_recommendation
from marketplace.services.answers.own_pairs import listing_on
from marketplace.services.audit.record import record_event
from marketplace.services.links.tokens import hash_of, make_token
from marketplace.services.ports import Clock

TERM = timedelta(days=14)
PATH = "/answer/"


def issue_link(session: Session, match: Match, side: Kind, *, clock: Clock) -> str:
    """The path of the new link; it is told to nobody but by the mail that carries it.

    Earlier ones go on as long as they hold: whoever opens the mail before the last (a reminder came, or a
    question) must not meet a closed door. An answer uses them all up (links/decide.py), another contact ends
    them all (links/revoke.py), and those of an earlier recommendation end here.

    Raises WrongState when staff have not recommended the pair.
    """
    session.flush()  # the recommendation may be of this very transaction
    review = latest_recommendation(session, match)
    if review is None:
        raise WrongState("This pair is not waiting for your answer.")
    session.execute(
        update(AnswerLink)
        .where(
            AnswerLink.match_id == match.id,
            AnswerLink.side == side,
            AnswerLink.review_id != review.id,
            AnswerLink.used_at.is_(None),
            AnswerLink.revoked_at.is_(None),
        )
        .values(revoked_at=clock.now())
    )
    token = make_token()
    link = AnswerLink(
        match=match,
        side=side,
        organization_id=listing_on(match, side).organization_id,
        review_id=review.id,
        token_hash=hash_of(token),
        demand_hash=review.demand_hash,
        supply_hash=review.supply_hash,
        expires_at=clock.now() + TERM,
        created_at=clock.now(),
    )
    session.add(link)
    record_event(session, None, "link.send", link, match_id=match.id, side=side.value)
    return PATH + token
