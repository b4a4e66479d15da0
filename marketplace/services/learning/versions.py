"""The versions of the matcher that verdicts made, and the one in service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import MatcherVersion, MatcherVersionState, MatchRun
from matching.calibration import Calibration
from matching.fusion import SIGNALS, Fusion
from matching.learning.propose import Learned


def active_version(session: Session, *, lock: bool = False) -> MatcherVersion | None:
    """What is in service; None while that is what was shipped. `lock` keeps others from changing it."""
    query = select(MatcherVersion).where(MatcherVersion.state == MatcherVersionState.ACTIVE)
    return session.scalar(query.with_for_update(of=MatcherVersion) if lock else query)


def active_weights(session: Session, model: str) -> tuple[int, Learned] | None:
    """The id and the weights in service for this encoder; None: those shipped."""
    version = active_version(session)
    learned = learned_by(version) if version is not None and version.model == model else None
    return (version.id, learned) if version is not None and learned is not None else None


def lock_version(session: Session, version_id: int) -> MatcherVersion:
    """The version, kept from others until the transaction ends. Raises NotFound."""
    query = select(MatcherVersion).where(MatcherVersion.id == version_id)
    found = session.scalar(query.with_for_update(of=MatcherVersion))
    if found is None:
        raise NotFound("There is no such version of the matcher.")
    return found


def model_in_use(session: Session) -> str | None:
    """The encoder of the newest run; None before the first."""
    query = select(MatchRun.model).where(MatchRun.model != "").order_by(MatchRun.id.desc()).limit(1)
    return session.scalar(query)


def newest_version(session: Session, model: str) -> MatcherVersion | None:
    """The one learned last for this encoder."""
    query = select(MatcherVersion).where(MatcherVersion.model == model)
    return session.scalar(query.order_by(MatcherVersion.id.desc()).limit(1))


def list_versions(session: Session, limit: int = 20) -> Sequence[MatcherVersion]:
    """Newest first."""
    return session.scalars(select(MatcherVersion).order_by(MatcherVersion.id.desc()).limit(limit)).all()


def learned_by(version: MatcherVersion) -> Learned | None:
    """Its weights and calibration; None when it weighs other signals than the matcher now has."""
    fusion, held = dict(version.fusion), version.calibration
    if tuple(fusion.pop("signals", ())) != SIGNALS:
        return None
    calibration = Calibration(**_tupled(held)) if held is not None else None
    return Learned(Fusion(**_tupled(fusion)), calibration)


def stored(learned: Learned) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Fusion and calibration as the table holds them."""
    calibration = learned.calibration
    fusion = {"signals": list(SIGNALS), **asdict(learned.fusion)}
    return fusion, asdict(calibration) if calibration is not None else None


def _tupled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
