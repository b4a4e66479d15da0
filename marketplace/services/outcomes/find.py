"""Find a claim, and see whether its agreement is still the file that was claimed."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from marketplace.errors import Conflict, NotFound
from marketplace.models import Match, Outcome, OutcomeState

STANDING = (OutcomeState.CLAIMED, OutcomeState.CONFIRMED, OutcomeState.DISPUTED)


def need_outcome(session: Session, match: Match, outcome_id: int, version: int) -> Outcome:
    """The claim of a locked pair. Raises NotFound, and Conflict when it changed since the page was made."""
    outcome = session.get(Outcome, outcome_id, populate_existing=True)
    if outcome is None or outcome.match_id != match.id:
        raise NotFound("There is no such claim.")
    if outcome.version != version:
        raise Conflict("This claim changed after you opened it. Nothing was saved; this is how it stands.")
    return outcome


def file_unchanged(outcome: Outcome) -> bool:
    """Whether the stored bytes still have the hash that was claimed; true where there is no file."""
    if outcome.file is None:
        return outcome.file_sha256 is None
    return is_agreement(outcome, outcome.file.content)


def is_agreement(outcome: Outcome, content: bytes) -> bool:
    """Whether these bytes are the agreement that was claimed."""
    return hashlib.sha256(content).hexdigest() == outcome.file_sha256
