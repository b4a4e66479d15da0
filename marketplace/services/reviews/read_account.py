"""The engine's account of a pair: its requirement points with their answers, and what speaks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import Match
from marketplace.permissions import Actor, Permission, require
from marketplace.services.ports import MatchingEngine


def read_account(
    session: Session, actor: Actor, match_id: int, *, engine: MatchingEngine
) -> Mapping[str, Any]:
    """As the engine reads the two public texts now; see MatchingEngine.explain for the keys.

    Raises NotAllowed, NotFound for an unknown pair or one whose texts are not public, EngineUnavailable.
    """
    require(actor, Permission.REVIEW_MATCHES)
    match = session.get(Match, match_id)
    if match is None:
        raise NotFound("There is no such pair.")
    return engine.explain(match.demand_id, match.supply_id)
