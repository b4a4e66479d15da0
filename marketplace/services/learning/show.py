"""The learning page: what is in service, what a candidate would change, drift, agreement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, MatcherVersion, MatcherVersionState
from marketplace.permissions import Actor, Permission, allowed, require
from marketplace.services.learning.collect import collect_verdicts
from marketplace.services.learning.drift import Month, read_drift
from marketplace.services.learning.versions import active_version, learned_by, list_versions, model_in_use
from matching.fusion import SIGNALS, Fusion
from matching.learning.agreement import ReviewerAgreement, reviewer_agreement, shared_kappa
from matching.learning.propose import Learned
from matching.learning.shipped import shipped_weights

# Agreement is worked out while the reader waits: over so many of the newest verdicts.
COMPARED = 1_500


@dataclass(frozen=True)
class SignalWeight:
    """What one signal is worth with bare or ample text: as shipped, in service, and in the candidate."""

    signal: str
    is_bare: bool
    shipped: float
    current: float
    candidate: float | None


@dataclass(frozen=True)
class ReviewerLine:
    """One reviewer's agreement; `name` is None where the reader may not know who it is."""

    name: str | None
    is_reader: bool
    agreement: ReviewerAgreement


@dataclass(frozen=True)
class LearningFile:
    """All of it; no weights before the first run of the matcher."""

    active: MatcherVersion | None
    candidate: MatcherVersion | None
    versions: Sequence[MatcherVersion]
    weights: Sequence[SignalWeight]
    months: Sequence[Month]
    verdicts: int
    compared: int
    shared_kappa: float | None
    reviewers: Sequence[ReviewerLine]


def show_learning(
    session: Session, actor: Actor, *, shipped_for: Callable[[str], Learned] = shipped_weights
) -> LearningFile:
    """Who reviews how is shown to administrators and to oneself only. Raises NotAllowed."""
    require(actor, Permission.READ_LEARNING)
    versions, active = list_versions(session), active_version(session)
    candidate = next((v for v in versions if v.state is MatcherVersionState.CANDIDATE), None)
    model = model_in_use(session)
    verdicts = collect_verdicts(session, model, COMPARED) if model is not None else []
    shared, kappa = shared_kappa(verdicts)
    shipped = shipped_for(model).fusion if model is not None else None
    return LearningFile(
        active,
        candidate,
        versions,
        _weights(shipped, active, candidate) if shipped is not None else (),
        read_drift(session),
        len(verdicts),
        shared,
        kappa,
        _reviewers(session, actor, reviewer_agreement(verdicts)),
    )


def _weights(
    shipped: Fusion, active: MatcherVersion | None, candidate: MatcherVersion | None
) -> list[SignalWeight]:
    in_service = learned_by(active) if active is not None else None
    current = in_service.fusion if in_service is not None else shipped
    learned = learned_by(candidate) if candidate is not None else None
    proposed = learned.fusion if learned is not None else None
    return [
        SignalWeight(
            signal,
            is_bare,
            _row(shipped, is_bare)[at],
            _row(current, is_bare)[at],
            _row(proposed, is_bare)[at] if proposed is not None else None,
        )
        for is_bare in (True, False)
        for at, signal in enumerate(SIGNALS)
    ]


def _row(fusion: Fusion, is_bare: bool) -> tuple[float, ...]:
    return fusion.bare if is_bare else fusion.ample


def _reviewers(session: Session, actor: Actor, agreement: Sequence[ReviewerAgreement]) -> list[ReviewerLine]:
    may_know = allowed(actor, Permission.CHANGE_MATCHER)
    wanted = [int(line.reviewer) for line in agreement]
    names = {a.id: a.display_name for a in session.scalars(select(Account).where(Account.id.in_(wanted)))}
    lines = [
        ReviewerLine(
            names.get(int(line.reviewer)) if may_know or line.reviewer == str(actor.id) else None,
            line.reviewer == str(actor.id),
            line,
        )
        for line in agreement
    ]
    return [line for line in lines if line.name is not None]
