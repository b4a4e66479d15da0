"""Let go of mail that was kept because the site has no mail server."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from marketplace.models import Mail, MailState, Notification, Pace
from marketplace.services.ports import Clock

KEPT = timedelta(days=30)
AT_ONCE = 1000


def forget_captured(session: Session, *, clock: Clock) -> int:
    """Drop some of the mails that were captured a month ago; how many, 0 when none is left.

    What they told stays on its reader's page, and is not mailed again though its mail is gone.
    """
    old = session.scalars(
        select(Mail.id)
        .where(Mail.state == MailState.CAPTURED, Mail.finished_at < clock.now() - KEPT)
        .order_by(Mail.id)
        .limit(AT_ONCE)
        .with_for_update(of=Mail, skip_locked=True)
    ).all()
    session.execute(update(Notification).where(Notification.mail_id.in_(old)).values(pace=Pace.NEVER))
    session.execute(delete(Mail).where(Mail.id.in_(old)))
    return len(old)
