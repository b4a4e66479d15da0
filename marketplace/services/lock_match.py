"""Lock a pair."""

from __future__ import annotations

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from marketplace.models import Match


def lock_match(session: Session, match_id: int | ScalarSelect[int]) -> Match | None:
    """The pair as it is now, locked until the transaction ends; None for an unknown one."""
    return session.scalar(
        select(Match)
        .where(Match.id == match_id)
        .with_for_update(of=Match)
        .execution_options(populate_existing=True)
    )
