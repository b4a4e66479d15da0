"""What somebody with a link is shown: the pair with its reasons, both public texts, the thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from marketplace.models import Kind, Listing, ListingVersion, Match, MatchState, Review, Suggestion
from marketplace.services.answers.consent import latest_recommendation
from marketplace.services.answers.lock import ACCEPTED_BY
from marketplace.services.answers.own_pairs import across, listing_on
from marketplace.services.answers.texts import latest_texts
from marketplace.services.approaches.read import who_asked
from marketplace.services.links.find import Found, find_link
from marketplace.services.links.withdraw import can_withdraw
from marketplace.services.ports import Clock, MatchingEngine
from marketplace.services.questions.thread import Exchange, read_thread
from marketplace.services.reviews.lock import Seen


@dataclass(frozen=True)
class LinkedPair:
    """The pair from the link's side. `other_accepted`: the other side has said yes already; `asked_by_them`:
    it asked for this pair itself.
    """

    found: Found
    texts: Mapping[int, ListingVersion]
    review: Review | None
    suggestion: Suggestion | None
    thread: Sequence[Exchange]
    asked_by_them: bool

    @property
    def match(self) -> Match:
        """The pair itself."""
        return self.found.match

    @property
    def side(self) -> Kind:
        """The side that the link answers for."""
        return self.found.link.side

    @property
    def ours(self) -> Listing:
        """The listing on the link's side."""
        return listing_on(self.match, self.side)

    @property
    def theirs(self) -> Listing:
        """The listing across."""
        return listing_on(self.match, across(self.side))

    @property
    def other_accepted(self) -> bool:
        """Whether only this side's answer is missing."""
        return self.match.state is ACCEPTED_BY[across(self.side)]

    @property
    def can_withdraw(self) -> bool:
        """Whether the acceptance given by this link can still be taken back."""
        return can_withdraw(self.found)

    @property
    def introduced(self) -> bool:
        """Whether both sides have accepted."""
        return self.match.state is MatchState.INTRODUCED

    @property
    def seen(self) -> Seen:
        """What an answer given on this page must still find."""
        demand, supply = self.texts[self.match.demand_id], self.texts[self.match.supply_id]
        return Seen(self.match.version, demand.content_hash, supply.content_hash)


def read_linked_pair(session: Session, token: str, *, clock: Clock) -> LinkedPair:
    """The pair of the link, open or closed. Raises NotFound."""
    found = find_link(session, token, clock=clock)
    match = found.match
    review = latest_recommendation(session, match)
    judged = session.get(Suggestion, review.suggestion_id) if review and review.suggestion_id else None
    return LinkedPair(
        found=found,
        texts=latest_texts(session, (match.demand, match.supply)),
        review=review,
        suggestion=judged or match.suggestion,
        thread=read_thread(session, match, found.link.side) if found.is_of_owner else [],
        asked_by_them=across(found.link.side) in who_asked(session, match),
    )


def read_linked_points(
    session: Session, token: str, *, clock: Clock, engine: MatchingEngine
) -> Sequence[Mapping[str, Any]]:
    """The demand's points beside the sentences that answer them. Raises NotFound, EngineUnavailable."""
    match = find_link(session, token, clock=clock).match
    points: Sequence[Mapping[str, Any]] = engine.explain(match.demand_id, match.supply_id).get("points", ())
    return points
