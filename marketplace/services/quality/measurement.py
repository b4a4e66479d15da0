"""An evaluation's own record: begun, advanced, finished or failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import QualityReport
from marketplace.services.ports import Clock

WAITING, MEASURING, DONE, FAILED = "waiting", "measuring", "done", "failed"
UNDER_WAY = (WAITING, MEASURING)


def get_quality_report(session: Session, report_id: int) -> QualityReport:
    """The row. Raises NotFound."""
    report = session.get(QualityReport, report_id)
    if report is None:
        raise NotFound("There is no such report.")
    return report


def begin_measurement(session: Session, report_id: int) -> None:
    """Go to work. Raises NotFound."""
    report = get_quality_report(session, report_id)
    report.stage, report.done, report.total, report.error = MEASURING, 0, 0, None


def advance_measurement(session: Session, report_id: int, done: int, total: int) -> None:
    """So many of so many steps are done."""
    session.execute(update(QualityReport).where(QualityReport.id == report_id).values(done=done, total=total))


def finish_measurement(session: Session, report_id: int, content: Mapping[str, Any], *, clock: Clock) -> None:
    """Keep what was found. Raises NotFound."""
    report = get_quality_report(session, report_id)
    report.content, report.encoder = dict(content), content["ranker"]["encoder"]
    report.stage, report.finished_at = DONE, clock.now()


def fail_measurement(session: Session, report_id: int, error: str, *, clock: Clock) -> None:
    """It broke off, unless it had finished before."""
    session.execute(
        update(QualityReport)
        .where(QualityReport.id == report_id, QualityReport.stage.in_(UNDER_WAY))
        .values(stage=FAILED, error=error, finished_at=clock.now())
    )
