"""Drop what mailed links have left behind once it can open nothing: it names people for no purpose."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from marketplace.models import EmailChange, MailConfirmation, PasswordReset
from marketplace.services.ports import Clock

KEPT = timedelta(days=7)
"""So long after its end a link still says that its time is over; then it is unknown."""


def forget_old_links(session: Session, *, clock: Clock) -> None:
    """Drop confirmations of addresses, changes of addresses and resets of passwords that ended long ago."""
    for table in (MailConfirmation, EmailChange, PasswordReset):
        session.execute(delete(table).where(table.expires_at < clock.now() - KEPT))
