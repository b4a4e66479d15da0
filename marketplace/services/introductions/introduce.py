"""Introduce two sides that have both accepted."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from marketplace.models import Answer, Introduction, Kind, Match
from marketplace.permissions import Actor
from marketplace.services.audit.record import record_event
from marketplace.services.ports import Clock


def introduce(
    session: Session, actor: Actor | None, match: Match, consents: Mapping[Kind, Answer], *, clock: Clock
) -> Introduction:
    """The introduction that rests on the two acceptances, in the transaction of the second."""
    session.flush()  # the second acceptance is named by its id
    made = Introduction(
        match_id=match.id,
        demand_answer_id=consents[Kind.DEMAND].id,
        supply_answer_id=consents[Kind.SUPPLY].id,
        created_at=clock.now(),
    )
    session.add(made)
    record_event(session, actor, "introduction.make", made, match_id=match.id)
    return made
