"""Take the version in service back, and put what it replaced into service again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import MatcherVersion, MatcherVersionState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import change_matcher_state
from marketplace.services.learning.promote import REASON
from marketplace.services.learning.versions import active_version, lock_version
from marketplace.services.ports import JobQueue


def roll_back(
    session: Session, actor: Actor | None, *, jobs: JobQueue, reason: str = ""
) -> MatcherVersion | None:
    """What is in service now, exactly as it was before; None: the weights as shipped.

    `actor` None: the command. Raises NotAllowed, and WrongState while what was shipped is in service.
    """
    if actor is not None:
        require(actor, Permission.CHANGE_MATCHER)
    active = active_version(session, lock=True)
    if active is None:
        raise WrongState("The shipped weights are in service; there is nothing to roll back.")
    change_matcher_state(
        session, actor, active, MatcherVersionState.RETIRED, "matcher.roll_back", note=reason
    )
    before = None
    if active.replaced_id is not None:
        session.flush()  # only one may be active at a time, by an index
        before = lock_version(session, active.replaced_id)
        change_matcher_state(session, actor, before, MatcherVersionState.ACTIVE, "matcher.restore")
    jobs.refresh_matches(session, (), REASON)
    return before
