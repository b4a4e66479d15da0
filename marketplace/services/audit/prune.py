"""Let the oldest segment of the trail go: archived first, recorded, the rest still verifiable."""

from __future__ import annotations

from datetime import timedelta
from typing import IO, Any

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, WrongState
from marketplace.models import AuditEvent, AuditLink
from marketplace.services.audit.browse import TrailQuery
from marketplace.services.audit.chain import AT_ONCE, PRUNED, verify_chain
from marketplace.services.audit.export import TrailFormat, rows, write_lines
from marketplace.services.audit.record import record_event
from marketplace.services.ports import Clock

LEAST_DAYS = 180


def prune_trail(session: Session, *, days: int, archive: IO[bytes], clock: Clock) -> int:
    """Write everything up to `days` ago to `archive` and remove it; how many events went.

    Only a beginning of the chain goes, never its last link, and an event in the chain keeps the removed
    segment's last hash. Raises InvalidInput for fewer than 180 days, WrongState when the chain does not hold:
    what was tampered with is evidence.
    """
    if days < LEAST_DAYS:
        raise InvalidInput("The trail is kept for at least %(days)s days.", days=LEAST_DAYS)
    if verify_chain(session).fault is not None:
        raise WrongState("The trail does not verify; nothing is removed from it.")
    last = _last_to_go(session, days, clock)
    if last is None:
        return 0
    going = []
    for line, event_id in write_lines(rows(session, TrailQuery(), through=last.position), TrailFormat.JSONL):
        archive.write(line)
        going.append(event_id)
    segment: dict[str, Any] = {
        "position": last.position,
        "hash": last.hash,
        "items": len(going),
        "days": days,
    }
    record_event(session, None, PRUNED, AuditEvent(id=last.event_id), **segment)
    session.flush()  # what follows deletes in statements of its own
    session.execute(text("SET LOCAL jingqiao.prune_audit = 'yes'"))
    session.execute(delete(AuditLink).where(AuditLink.position <= last.position))
    for start in range(0, len(going), AT_ONCE):
        session.execute(delete(AuditEvent).where(AuditEvent.id.in_(going[start : start + AT_ONCE])))
    session.execute(text("SET LOCAL jingqiao.prune_audit = ''"))
    return len(going)


def _last_to_go(session: Session, days: int, clock: Clock) -> AuditLink | None:
    """The last link before the first event that is young enough to stay."""
    border = clock.now() - timedelta(days=days)
    chained = select(AuditLink.position).join(AuditEvent, AuditEvent.id == AuditLink.event_id)
    stays = session.scalar(chained.where(AuditEvent.at >= border).order_by(AuditLink.position).limit(1))
    end = session.scalar(select(func.max(AuditLink.position))) or 0
    before = min(stays if stays is not None else end, end) - 1
    return session.get(AuditLink, before) if before > 0 else None
