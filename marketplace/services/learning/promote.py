"""Put a candidate into service."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import MatcherVersion, MatcherVersionState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import change_matcher_state
from marketplace.services.learning.versions import active_version, learned_by, lock_version
from marketplace.services.ports import Clock, JobQueue

REASON = "matcher_changed"


def promote_version(
    session: Session, actor: Actor | None, version_id: int, *, clock: Clock, jobs: JobQueue, reason: str = ""
) -> MatcherVersion:
    """The engine ranks with it from now on, and everything is matched anew. `actor` None: the command.

    Raises NotAllowed, NotFound, and WrongState when it is no candidate, was not better with significance, or
    was compared with something that is no longer in service.
    """
    if actor is not None:
        require(actor, Permission.CHANGE_MATCHER)
    version, active = lock_version(session, version_id), active_version(session, lock=True)
    if version.state is not MatcherVersionState.CANDIDATE:
        raise WrongState("Only a candidate can be promoted; this version is not one.")
    if learned_by(version) is None:
        raise WrongState("This candidate weighs signals that the matcher no longer has. Learn anew.")
    if not version.better:
        raise WrongState("This candidate is not better than what is in service, so it cannot be promoted.")
    is_ranking = active is not None and active.model == version.model and learned_by(active) is not None
    in_service = active.id if active is not None and is_ranking else None
    if version.figures.get("current_id") != in_service:
        raise WrongState("Another version was put into service since this candidate was judged. Learn anew.")
    if active is not None:
        change_matcher_state(session, actor, active, MatcherVersionState.RETIRED, "matcher.replace")
        session.flush()  # only one may be active at a time, by an index
    change_matcher_state(session, actor, version, MatcherVersionState.ACTIVE, "matcher.promote", note=reason)
    version.replaced_id = active.id if active is not None else None
    version.promoted_at = clock.now()
    version.promoted_by_id = actor.id if actor is not None else None
    version.reason = reason
    jobs.refresh_matches(session, (), REASON)
    return version
