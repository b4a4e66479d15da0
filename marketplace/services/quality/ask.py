"""Ask for an evaluation on the verdicts given so far."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput
from marketplace.models import QualityReport
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import record_event
from marketplace.services.ports import JobQueue
from marketplace.services.quality.measurement import UNDER_WAY
from marketplace.services.quality.verdicts import count_verdicts


def ask_measurement(session: Session, actor: Actor, *, jobs: JobQueue) -> int:
    """Enqueue the evaluation; the report's id.

    Raises NotAllowed, Conflict while one is under way, and InvalidInput when no standing verdict recommends a
    pair: then there is nothing to find.
    """
    require(actor, Permission.REVIEW_MATCHES)
    if (
        session.scalar(select(QualityReport.id).where(QualityReport.stage.in_(UNDER_WAY)).limit(1))
        is not None
    ):
        raise Conflict("An evaluation is already under way.")
    if not count_verdicts(session, actor).recommended:
        raise InvalidInput("No pair has been recommended yet, so there is nothing to measure with.")
    report = QualityReport(account_id=actor.id)
    session.add(report)
    session.flush()  # the job and the audit event carry the report's id
    record_event(session, actor, "quality.measure", report)
    jobs.measure_quality(session, report.id)
    return report.id
