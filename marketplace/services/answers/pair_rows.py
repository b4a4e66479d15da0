"""A pair as one line of the workspace: whose turn it is, with whom, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.models import Answer, Kind, Listing, Match, MatchState, Review, Verdict
from marketplace.permissions import Actor
from marketplace.services.answers.lock import ACCEPTED_BY
from marketplace.services.answers.own_pairs import SET_ASIDE, across, listing_on, sides_of


class Turn(StrEnum):
    """Whom a pair waits for, seen from one side."""

    OURS = "ours"
    THEIRS = "theirs"
    STAFF = "staff"
    INTRODUCED = "introduced"
    ENDED = "ended"


@dataclass(frozen=True)
class PairRow:
    """One pair from one side; `since`: when it was last recommended or answered."""

    match: Match
    side: Kind
    turn: Turn
    since: datetime
    other_accepted: bool

    @property
    def ours(self) -> Listing:
        """The organization's own listing."""
        return listing_on(self.match, self.side)

    @property
    def theirs(self) -> Listing:
        """The listing across."""
        return listing_on(self.match, across(self.side))


def turn_of(state: MatchState, side: Kind) -> Turn:
    """Whom the pair waits for, seen from `side`."""
    if state is MatchState.RECOMMENDED or state is ACCEPTED_BY[across(side)]:
        return Turn.OURS
    if state is ACCEPTED_BY[side]:
        return Turn.THEIRS
    if state is MatchState.DECLINED:
        return Turn.STAFF
    return Turn.ENDED if state in SET_ASIDE else Turn.INTRODUCED


def make_rows(session: Session, actor: Actor, matches: Sequence[Match]) -> list[PairRow]:
    """A row for each side of each pair on which the actor's organization stands, best first."""
    since = _last_moves(session, [match.id for match in matches])
    rows = [
        PairRow(
            match=match,
            side=side,
            turn=turn_of(match.state, side),
            since=since.get(match.id, match.updated_at),
            other_accepted=match.state is ACCEPTED_BY[across(side)],
        )
        for match in matches
        for side in sides_of(actor, match)
    ]
    # A pair that staff brought together themselves carries no score; it stands after those that do.
    rows.sort(key=lambda row: (-(row.match.suggestion.score if row.match.suggestion else 0.0), row.match.id))
    return rows


def _last_moves(session: Session, match_ids: Sequence[int]) -> dict[int, datetime]:
    """When each pair was last recommended or answered."""
    recommended = (
        select(Review.match_id, func.max(Review.created_at))
        .where(
            Review.match_id.in_(match_ids),
            Review.verdict == Verdict.RECOMMEND,
            Review.undone_at.is_(None),
        )
        .group_by(Review.match_id)
    )
    answered = (
        select(Answer.match_id, func.max(Answer.created_at))
        .where(Answer.match_id.in_(match_ids), Answer.revoked_at.is_(None))
        .group_by(Answer.match_id)
    )
    moves: dict[int, datetime] = {}
    for query in (recommended, answered):
        for match_id, moment in session.execute(query):
            moves[match_id] = max(moment, moves.get(match_id, moment))
    return moves
