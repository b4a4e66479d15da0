"""What a verdict means for those who asked for the pair: an interest or invitation is always answered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound, WrongState
from marketplace.models import Approach, ApproachState, Match, Topic
from marketplace.permissions import Actor, Permission, require
from marketplace.services.answers.own_pairs import sides_of
from marketplace.services.approaches.reasons import check_answer
from marketplace.services.audit.record import change_approach_state
from marketplace.services.notifications.notify import notify
from marketplace.services.ports import Clock
from marketplace.services.reviews.interest import require_not_owner

P = ApproachState


def approaches_of(session: Session, match: Match) -> Sequence[Approach]:
    """Who asked for the pair, oldest first."""
    return session.scalars(select(Approach).where(Approach.match_id == match.id).order_by(Approach.id)).all()


def grant_approaches(session: Session, actor: Actor, match: Match, *, clock: Clock) -> None:
    """Staff recommend the pair; those who asked for it read so with both sides."""
    for approach in approaches_of(session, match):
        if approach.state is P.WAITING:
            change_approach_state(session, actor, approach, P.RECOMMENDED, "approach.grant")
            approach.answered_at = clock.now()


def turn_down_approaches(session: Session, actor: Actor, match: Match, reason: str, *, clock: Clock) -> None:
    """Staff reject the pair; whoever asked for it is told why, in words fit to be read."""
    for approach in approaches_of(session, match):
        if approach.state is P.WAITING:
            _turn_down(session, actor, approach, reason, clock=clock)


def reopen_approaches(session: Session, actor: Actor | None, match: Match) -> None:
    """The pair is in review again, and so is what was asked."""
    for approach in approaches_of(session, match):
        if approach.state is not P.WAITING:
            change_approach_state(session, actor, approach, P.WAITING, "approach.reopen")
            approach.answered_at = approach.answer_reason = None


def answer_without_pair(
    session: Session, actor: Actor, approach_id: int, reason: str, *, clock: Clock
) -> Approach:
    """Answer an approach that brought no listing: what its organization may do instead.

    Raises NotAllowed, NotFound, WrongState, InvalidInput with field `reason`.
    """
    require(actor, Permission.REVIEW_MATCHES)
    approach = session.scalar(
        select(Approach)
        .where(Approach.id == approach_id, Approach.match_id.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if approach is None:
        raise NotFound("There is no such request.")
    require_not_owner(actor, approach.listing)
    if actor.organization_id is not None and actor.organization_id == approach.organization_id:
        raise InvalidInput("You belong to the organization that asked: somebody else must answer.")
    if approach.state is not P.WAITING:
        raise WrongState("Somebody has answered this request already.")
    _turn_down(session, actor, approach, check_answer(reason), clock=clock)
    return approach


def _turn_down(session: Session, actor: Actor, approach: Approach, reason: str, *, clock: Clock) -> None:
    change_approach_state(session, actor, approach, P.TURNED_DOWN, "approach.turn_down", reason=reason)
    approach.answer_reason = reason
    approach.answered_at = clock.now()
    notify(
        session,
        approach.account,
        Topic.APPROACH_TURNED_DOWN,
        clock=clock,
        listing=approach.listing,
        reason=reason,
    )


def asked_by(session: Session, actor: Actor, match: Match) -> bool:
    """Whether the actor's organization asked for the pair itself."""
    return bool(sides_of(actor, match)) and any(
        approach.organization_id == actor.organization_id for approach in approaches_of(session, match)
    )
