"""The reports there are: those measured here, and that of the open list, which is shipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import QualityReport
from marketplace.permissions import Actor, Permission, require
from marketplace.services.quality.measurement import DONE
from matching.evaluation.report import Report
from matching.evaluation.shipped import AblatedPart, ablation_table, open_list_report

OPEN_LIST = "open-list"  # the key of the shipped report; the others' are their ids
MOST_LISTED = 50


@dataclass(frozen=True)
class ReportLine:
    """A report as a list names it. `made_at` is when it was measured."""

    key: str
    made_at: datetime
    encoder: str

    @property
    def on_verdicts(self) -> bool:
        """Whether it was measured on the verdicts of staff, and not on the open list's judgements."""
        return self.key != OPEN_LIST


def list_reports(session: Session, actor: Actor) -> list[ReportLine]:
    """All finished reports, newest first, the shipped one last. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    rows = session.scalars(
        select(QualityReport)
        .where(QualityReport.stage == DONE)
        .order_by(QualityReport.id.desc())
        .limit(MOST_LISTED)
    )
    lines = [ReportLine(str(row.id), row.finished_at or row.created_at, row.encoder) for row in rows]
    shipped = open_list_report()
    if shipped is not None:
        made_at = datetime.fromisoformat(shipped["made_at"])
        lines.append(ReportLine(OPEN_LIST, made_at, shipped["ranker"]["encoder"]))
    return lines


def read_quality_report(session: Session, actor: Actor, key: str) -> Report:
    """The report of that key. Raises NotAllowed, and NotFound also for one that is not finished."""
    require(actor, Permission.REVIEW_MATCHES)
    if key == OPEN_LIST:
        found = open_list_report()
    else:
        row = (
            session.get(QualityReport, int(key))
            if key.isascii() and key.isdigit() and len(key) < 19
            else None
        )
        found = cast(Report | None, row.content) if row is not None and row.stage == DONE else None
    if found is None:
        raise NotFound("There is no such report.")
    return found


def read_ablation(actor: Actor) -> Sequence[AblatedPart]:
    """What the ranking loses without each of its parts; empty before training wrote it. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    return ablation_table()


def latest_measurement(session: Session, actor: Actor) -> QualityReport | None:
    """The evaluation asked for last, however it stands. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    return session.scalars(select(QualityReport).order_by(QualityReport.id.desc()).limit(1)).first()
