"""Nothing was left out: every change that the tables allow, and every kind of event, really occurred."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.models import AuditEvent
from marketplace.models.transitions import TABLES
from marketplace.web.action_words import ACTIONS
from tests.year.history import BEGINS
from tests.year.town import Town

LIVES = (
    "match", "listing", "submission", "organization", "invitation", "approach", "question", "link",
    "introduction", "consent", "meeting", "pilot", "outcome",
)  # fmt: skip
"""The things whose events make up the life of a pair, a listing or an organization."""
NOT_LIVED: Mapping[str, str] = {}
"""Kinds of event that the year does not meet, and where they are shown instead."""
NEVER_TAKEN: frozenset[tuple[str, str, str]] = frozenset()


def check_complete(town: Town, session: Session) -> str:
    """Raise AssertionError naming what never occurred; else how much did."""
    actions = set(session.scalars(select(AuditEvent.action).distinct()))
    wanted = {kind for kind in ACTIONS if kind.split(".")[0] in LIVES} - set(NOT_LIVED)
    lawful = {
        (model.__tablename__, old.value, new.value)
        for model, begins in BEGINS.items()
        for old, following in TABLES[type(begins)].items()
        for new in following
    }
    missing = [*sorted(wanted - actions), *sorted(lawful - town.seen - NEVER_TAKEN)]
    assert not missing, f"these never occurred: {missing}"
    occurred = f"{len(lawful)} changes of state and {len(wanted)} kinds of event occurred"
    return f"{occurred}; rarest: {_rarest(session)}"


def _rarest(session: Session) -> str:
    """The changes that a year with less luck might lack."""
    change = (AuditEvent.entity_type, AuditEvent.from_state, AuditEvent.to_state)
    counted = select(*change, func.count()).where(AuditEvent.from_state.is_not(None)).group_by(*change)
    rows = session.execute(counted.order_by(func.count()).limit(12)).all()
    return ", ".join(f"{table} {old} to {new} {count}" for table, old, new, count in rows)
