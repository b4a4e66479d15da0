"""Take a pair for an answer: nobody else moves it meanwhile, and the asker stands on the side they claim."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, NotAllowed, NotFound, WrongState
from marketplace.models import Answer, Kind, Match, MatchState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.answers.own_pairs import across, is_visible, sides_of

LONGEST_NOTE = 500
ACCEPTED_BY: Mapping[Kind, MatchState] = {
    Kind.DEMAND: MatchState.ACCEPTED_BY_DEMAND,
    Kind.SUPPLY: MatchState.ACCEPTED_BY_SUPPLY,
}


def lock_own_match(session: Session, actor: Actor, match_id: int, side: Kind) -> Match:
    """The pair, locked until the transaction ends.

    Raises NotFound unless the actor's organization may know of it, NotAllowed for the other side's answer.
    """
    require(actor, Permission.ANSWER_MATCH)
    match = session.scalar(
        select(Match)
        .where(Match.id == match_id, is_visible())
        .with_for_update(of=Match)
        .execution_options(populate_existing=True)
    )
    sides = sides_of(actor, match) if match is not None else ()
    if match is None or not sides:
        raise NotFound("There is no such pair.")
    if side not in sides:
        raise NotAllowed("Only the other side may do this.")
    return match


def standing_answers(session: Session, match: Match) -> dict[Kind, Answer]:
    """The answer of each side that counts now. While a pair is merely recommended nobody's does."""
    if match.state is MatchState.RECOMMENDED:
        return {}
    found = select(Answer).where(Answer.match_id == match.id, Answer.revoked_at.is_(None))
    return {answer.side: answer for answer in session.scalars(found)}


def revoke_leftovers(session: Session, match: Match, *, at: object) -> None:
    """Answers given before a pair was recommended anew make room for new ones."""
    if match.state is MatchState.RECOMMENDED:
        session.execute(
            update(Answer)
            .where(Answer.match_id == match.id, Answer.revoked_at.is_(None))
            .values(revoked_at=at)
        )


def check_waiting(match: Match, side: Kind) -> None:
    """Raise WrongState unless the pair waits for this side's answer."""
    if match.state not in (MatchState.RECOMMENDED, ACCEPTED_BY[across(side)]):
        raise WrongState("This pair is not waiting for your answer.")


def check_version(match: Match, version: int) -> None:
    """Raise Conflict when the pair changed since the asker's page was made."""
    if match.version != version:
        raise Conflict("This pair changed after you opened it. Nothing was saved; here is how it stands now.")
