"""The trail read again: an object's changes follow its table, without a gap, to where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import (
    Approach,
    ApproachState,
    AuditEvent,
    Base,
    Invitation,
    InvitationState,
    Listing,
    ListingState,
    Match,
    MatchState,
    Meeting,
    MeetingState,
    Organization,
    OrganizationState,
    Outcome,
    OutcomeState,
    Question,
    QuestionState,
    Submission,
    SubmissionState,
)
from marketplace.models.transitions import TABLES

BEGINS: Mapping[type[Base], StrEnum] = {
    Listing: ListingState.DRAFT,
    Match: MatchState.SUGGESTED,
    Meeting: MeetingState.OFFERED,
    Outcome: OutcomeState.CLAIMED,
    Question: QuestionState.ASKED,
    Submission: SubmissionState.WAITING,
    Approach: ApproachState.WAITING,
    Organization: OrganizationState.UNVERIFIED,
    Invitation: InvitationState.SENT,
}
"""Where each begins."""
BORN_OTHERWISE: Mapping[type[Base], frozenset[str]] = {Meeting: frozenset({MeetingState.HELD})}
"""A meeting that the sides arranged between themselves is put on record when it has been held."""
UNTOLD = (Listing, Submission, Organization)
"""What an import makes, and what a listing's own event tells of, begins without an event of its own."""


def replay(session: Session) -> set[tuple[str, str, str]]:
    """Check every object that has states; the changes that occurred, as (table, old, new)."""
    seen: set[tuple[str, str, str]] = set()
    for model, begins in BEGINS.items():
        reached = _replay_one(session, model, begins, seen)
        table: Any = model
        for key, stored in session.execute(select(table.id, table.state)):
            begun = begins.value if model in UNTOLD else None
            assert reached.get(key, begun) == stored.value, (
                f"{model.__tablename__} {key} stands at {stored}, its trail ends at {reached.get(key)}"
            )
    return seen


def _replay_one(
    session: Session, model: type[Base], begins: StrEnum, seen: set[tuple[str, str, str]]
) -> dict[int, str]:
    """Where the trail leaves each object of a table; dropped pairs are left out."""
    legal = TABLES[type(begins)]
    state_of = type(begins)
    reached: dict[int, str] = {}
    events = (
        select(AuditEvent.entity_id, AuditEvent.action, AuditEvent.from_state, AuditEvent.to_state)
        .where(AuditEvent.entity_type == model.__tablename__)
        .order_by(AuditEvent.id)
    )
    for key, action, old, new in session.execute(events):
        if old is None and new is None:
            continue
        stood = reached.get(key, begins.value)
        if old is None:
            born = new == begins.value or new in BORN_OTHERWISE.get(model, ())
            assert key not in reached and born, f"{model.__tablename__} {key}: {action} begins it at {new}"
            seen.add((model.__tablename__, "", new))
            reached[key] = new
            continue
        assert old == stood, f"{model.__tablename__} {key}: {action} from {old}, but it stood at {stood}"
        if new is None:
            assert action == "match.drop", f"{model.__tablename__} {key}: {action} ends it"
            reached.pop(key, None)
            continue
        assert state_of(new) in legal[state_of(old)], f"{model.__tablename__} {key}: {old} to {new}"
        seen.add((model.__tablename__, old, new))
        reached[key] = new
    return reached
