"""The requirement points of one's own pair, each beside the sentence that answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from marketplace.permissions import Actor
from marketplace.services.answers.own_pairs import find_own_match
from marketplace.services.ports import MatchingEngine


def read_own_points(
    session: Session, actor: Actor, match_id: int, *, engine: MatchingEngine
) -> Sequence[Mapping[str, Any]]:
    """As the engine reads the two public texts now, without scores or ranks: those are for staff.

    Raises NotAllowed, NotFound, EngineUnavailable.
    """
    match = find_own_match(session, actor, match_id)
    points: Sequence[Mapping[str, Any]] = engine.explain(match.demand_id, match.supply_id).get("points", ())
    return points
