"""Make a candidate of the verdicts there are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import MatcherVersion, MatcherVersionState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import change_matcher_state, record_event
from marketplace.services.learning.collect import SHIPPED, collect_verdicts
from marketplace.services.learning.versions import (
    active_version,
    learned_by,
    model_in_use,
    newest_version,
    stored,
)
from marketplace.services.ports import Clock
from matching.learning.propose import Learned, Proposal, propose
from matching.learning.settings import LearningSettings
from matching.learning.shipped import shipped_weights
from matching.learning.verdicts import TooFewVerdicts, Verdict


def retrain_matcher(
    session: Session,
    actor: Actor | None,
    *,
    clock: Clock,
    shipped_for: Callable[[str], Learned] = shipped_weights,
    settings: LearningSettings | None = None,
) -> MatcherVersion:
    """Learn from all verdicts and keep the result as the one candidate; nothing is put into service.

    `actor` None: the command or the schedule. The same verdicts against the same version in service make no
    second candidate: the one there is comes back. Raises NotAllowed, and WrongState while there is too
    little to learn from.
    """
    if actor is not None:
        require(actor, Permission.CHANGE_MATCHER)
    model = model_in_use(session)
    if model is None:
        raise WrongState("Matching has not run yet, so there is nothing to learn from.")
    shipped, active = shipped_for(model), active_version(session, lock=True)
    learned = learned_by(active) if active is not None and active.model == model else None
    if learned is None:
        active = None  # weights of another encoder, or over other signals, are not in service
    verdicts = collect_verdicts(session, model)
    current_id = active.id if active is not None else None
    basis = _basis(verdicts, current_id, shipped)
    newest = newest_version(session, model)
    if newest is not None and newest.basis == basis and learned_by(newest) is not None:
        return newest
    current = learned or shipped
    try:
        version_name = SHIPPED if current_id is None else str(current_id)
        proposal = propose(verdicts, current, shipped, version_name, settings)
    except TooFewVerdicts as few:
        raise _too_little(few) from few
    _retire_candidates(session, actor)
    return _keep(session, actor, proposal, model, basis, current_id, clock)


def _too_little(few: TooFewVerdicts) -> WrongState:
    if few.to_judge:
        return WrongState(
            "Too little to judge by yet: %(found)s of the newer demands have verdicts of both kinds, "
            "%(needed)s are needed.",
            found=few.found,
            needed=few.needed,
        )
    return WrongState(
        "Too little to learn from yet: there are %(found)s verdicts, %(needed)s are needed.",
        found=few.found,
        needed=few.needed,
    )


def _keep(
    session: Session,
    actor: Actor | None,
    proposal: Proposal,
    model: str,
    basis: str,
    current_id: int | None,
    clock: Clock,
) -> MatcherVersion:
    fusion, calibration = stored(proposal.learned)
    version = MatcherVersion(
        state=MatcherVersionState.CANDIDATE,
        model=model,
        basis=basis,
        fusion=fusion,
        calibration=calibration,
        figures=_figures(proposal, current_id),
        better=proposal.better,
        verdict_count=proposal.verdicts,
        created_at=clock.now(),
    )
    session.add(version)
    record_event(
        session,
        actor,
        "matcher.learn",
        version,
        to_state=version.state.value,
        verdicts=proposal.verdicts,
    )
    return version


def _retire_candidates(session: Session, actor: Actor | None) -> None:
    query = select(MatcherVersion).where(MatcherVersion.state == MatcherVersionState.CANDIDATE)
    for old in session.scalars(query.with_for_update(of=MatcherVersion)):
        change_matcher_state(session, actor, old, MatcherVersionState.RETIRED, "matcher.supersede")


def _figures(proposal: Proposal, current_id: int | None) -> Mapping[str, Any]:
    """What the page and the trail need to say why; reviewers by the id of their account."""
    return {
        "current_id": current_id,
        "order": asdict(proposal.comparison),
        "honesty": asdict(proposal.honesty) if proposal.honesty is not None else None,
        "candidate": asdict(proposal.candidate),
        "within_bounds": proposal.within_bounds,
        "fitted": proposal.fitted,
        "weight": proposal.weight,
        "reviewers": [asdict(reviewer) for reviewer in proposal.reviewers],
        "shared": proposal.shared,
        "shared_kappa": proposal.shared_kappa,
    }


def _basis(verdicts: Sequence[Verdict], current_id: int | None, shipped: Learned) -> str:
    """SHA-256 of all that a learning depends on: it always comes out the same for the same."""
    return hashlib.sha256(repr((verdicts, current_id, shipped)).encode()).hexdigest()
