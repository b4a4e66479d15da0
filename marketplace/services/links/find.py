"""Find a link by its token, and whether it still opens anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Answer, AnswerLink, ListingState, Match, MatchState
from marketplace.services.answers.consent import latest_recommendation
from marketplace.services.answers.lock import ACCEPTED_BY, standing_answers
from marketplace.services.answers.own_pairs import across, listing_on
from marketplace.services.links.kept_out import is_kept_out
from marketplace.services.links.tokens import hash_of
from marketplace.services.lock_match import lock_match
from marketplace.services.matching.judged_text import says_something_else
from marketplace.services.ports import Clock

M = MatchState
TOGETHER = frozenset({M.INTRODUCED, M.MEETING, M.PILOT, M.SIGNED, M.DELIVERED})


class Closed(StrEnum):
    """Why a link no longer opens the question to answer."""

    USED = "used"
    TAKEN_BACK = "taken_back"
    ANSWERED = "answered"
    INTRODUCED = "introduced"
    DECLINED = "declined"
    ENDED = "ended"
    SUPERSEDED = "superseded"
    CHANGED = "changed"
    NOT_PUBLIC = "not_public"
    EXPIRED = "expired"
    SUSPENDED = "suspended"


# What a new link would put right.
RENEWABLE = frozenset({Closed.SUPERSEDED, Closed.EXPIRED, Closed.TAKEN_BACK})


@dataclass(frozen=True)
class Found:
    """A link, why it is closed (None: it is open), and the answer that stands for its side."""

    link: AnswerLink
    closed: Closed | None
    answer: Answer | None

    @property
    def match(self) -> Match:
        """The pair."""
        return self.link.match

    @property
    def is_of_owner(self) -> bool:
        """Whether it is still with whom it was sent to: what the two sides wrote is for them alone."""
        owner = listing_on(self.match, self.link.side).organization_id
        return (
            self.link.revoked_at is None
            and owner == self.link.organization_id
            and self.closed is not Closed.SUSPENDED
        )


def find_link(session: Session, token: str, *, clock: Clock, lock: bool = False) -> Found:
    """The link of this token; with `lock`, nobody else uses it meanwhile. Raises NotFound.

    The pair is locked and not the link: whoever holds the pair may make a new link, which ends this one.
    """
    link = session.scalar(select(AnswerLink).where(AnswerLink.token_hash == hash_of(token)))
    if link is None:
        raise NotFound("There is no such link.")
    if lock:
        lock_match(session, link.match_id)
        session.refresh(link)
    answer = standing_answers(session, link.match).get(link.side)
    return Found(link, why_closed(session, link, answer, now=clock.now()), answer)


def why_closed(session: Session, link: AnswerLink, answer: Answer | None, *, now: datetime) -> Closed | None:
    """Why the link opens nothing now; None while its side is asked and nothing has changed."""
    listing = listing_on(link.match, link.side)
    if listing.organization_id != link.organization_id:
        return Closed.CHANGED  # what became of the pair is the new owner's to know
    if is_kept_out(session, listing):
        return Closed.SUSPENDED
    if link.used_at is not None and answer is None:
        asked_anew = link.match.state in (M.RECOMMENDED, ACCEPTED_BY[across(link.side)])
        return Closed.TAKEN_BACK if asked_anew else Closed.USED
    if answer is not None and answer.link_id == link.id:
        return Closed.USED
    if settled := _settled(link, answer):
        return settled
    if link.revoked_at is not None:
        return Closed.SUPERSEDED
    if _changed(session, link):
        return Closed.CHANGED
    if any(one.state is not ListingState.PUBLISHED for one in (link.match.demand, link.match.supply)):
        return Closed.NOT_PUBLIC
    return Closed.EXPIRED if now >= link.expires_at else None


def _settled(link: AnswerLink, answer: Answer | None) -> Closed | None:
    """Whether the pair has gone on without this link."""
    state = link.match.state
    if state in TOGETHER:
        return Closed.INTRODUCED
    if state is M.DECLINED:
        return Closed.DECLINED
    if state in (M.CLOSED, M.PARKED):
        return Closed.ENDED
    return Closed.ANSWERED if answer is not None else None


def _changed(session: Session, link: AnswerLink) -> bool:
    """Whether staff have it again, or a text says something else."""
    match = link.match
    if match.state not in (M.RECOMMENDED, ACCEPTED_BY[across(link.side)]):
        return True
    review = latest_recommendation(session, match)
    if review is None or review.id != link.review_id:
        return True
    for listing, judged in ((match.demand, link.demand_hash), (match.supply, link.supply_hash)):
        now = listing.published_version
        if now is not None and says_something_else(session, judged, now):
            return True
    return False
