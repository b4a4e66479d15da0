"""The way of a mail out of the house, step by step; each step is a transaction of the job that takes it.

A mail is handed over at most once. A try writes down that it begins (`claim_mail`), speaks with the server up
to the point where the server would take the text, writes down that it hands the text over
(`mark_handed_over`), and only then does so. A try that ends before that second mark has sent nothing and is
repeated; one that ends after it without an answer may or may not have been taken, and is shown to staff
instead of being sent again. A try that was given up for dead and comes back finds that its number is no
longer the mail's, and stops.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import (
    ContactStop,
    ListingContact,
    Mail,
    MailState,
    Notification,
    Topic,
)
from marketplace.services.audit.record import change_mail_state
from marketplace.services.notifications.notify import notify_staff
from marketplace.services.ports import Clock, LetterWriter

GIVE_UP_AFTER = timedelta(days=3)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)
# A try that has shown no sign of life for so long is dead; talking with a server takes minutes at most.
DEAD_AFTER = timedelta(minutes=15)
LONGEST_ERROR = 300
TOLD_AS = {
    MailState.FAILED: "mail.fail",
    MailState.BOUNCED: "mail.bounce",
    MailState.UNCERTAIN: "mail.doubt",
}


def next_mail(session: Session, *, clock: Clock) -> Mail | None:
    """The mail that is due, locked until the transaction ends; None when there is none."""
    return session.scalar(
        select(Mail)
        .where(Mail.state == MailState.QUEUED, Mail.next_try_at <= clock.now())
        .order_by(Mail.next_try_at, Mail.id)
        .limit(1)
        .with_for_update(of=Mail, skip_locked=True)
    )


def claim_mail(session: Session, mail: Mail, *, writer: LetterWriter, clock: Clock) -> str | None:
    """Take it up and put it into words; its reader's address, or None (and cancelled) when there is none."""
    address = address_of(session, mail)
    if address is None:
        change_mail_state(session, None, mail, MailState.CANCELLED, "mail.cancel")
        mail.finished_at = clock.now()
        mail.error = "no_reader"
        forget_text(mail)
        return None
    if mail.body is None:
        letter = writer.write(session, mail)
        mail.subject, mail.body, mail.html = letter.subject, letter.body, letter.html
    change_mail_state(session, None, mail, MailState.SENDING)
    mail.attempts = (mail.attempts or 0) + 1
    mail.claimed_at, mail.handed_over_at = clock.now(), None
    return address


def capture_mail(session: Session, mail: Mail, *, writer: LetterWriter, clock: Clock) -> None:
    """Keep what would have been sent: the site has no mail server."""
    letter = writer.write(session, mail)
    mail.subject, mail.body, mail.html = letter.subject, letter.body, letter.html
    change_mail_state(session, None, mail, MailState.CAPTURED, "mail.capture")
    mail.finished_at = clock.now()


def address_of(session: Session, mail: Mail) -> str | None:
    """Where it goes: looked up now, so that nobody is written to who has left, changed or had enough."""
    if mail.account is not None:
        return mail.account.email if mail.account.active else None
    if mail.listing_id is not None:
        if session.get(ContactStop, mail.listing_id) is not None:
            return None
        contact = session.get(ListingContact, mail.listing_id)
        return contact.email or None if contact is not None else None
    return mail.address or None


def mark_handed_over(session: Session, mail_id: int, attempt: int, *, clock: Clock) -> bool:
    """Note that the text leaves now. False: this try was given up for dead, so nothing may be sent."""
    mail = _of_try(session, mail_id, attempt)
    if mail is None:
        return False
    mail.handed_over_at = clock.now()
    return True


def mark_sent(session: Session, mail_id: int, attempt: int, *, clock: Clock) -> None:
    """The server has taken it."""
    mail = _of_try(session, mail_id, attempt)
    if mail is not None:
        change_mail_state(session, None, mail, MailState.SENT, "mail.send")
        mail.finished_at, mail.error = clock.now(), ""
        forget_text(mail)


def mark_put_off(session: Session, mail_id: int, attempt: int, error: str, *, clock: Clock) -> None:
    """The server did not take it now: try again, ever later, for three days from when it was to be sent."""
    mail = _of_try(session, mail_id, attempt)
    if mail is None:
        return
    if clock.now() - mail.queued_at >= GIVE_UP_AFTER:
        _settle(session, mail, MailState.FAILED, error, clock=clock)
        return
    change_mail_state(session, None, mail, MailState.QUEUED)
    mail.handed_over_at = None
    mail.error = error[:LONGEST_ERROR]
    mail.next_try_at = clock.now() + min(FIRST_WAIT * 2 ** min(mail.attempts - 1, 16), LONGEST_WAIT)


def mark_refused(session: Session, mail_id: int, attempt: int, error: str, *, clock: Clock) -> None:
    """The server will never take it."""
    mail = _of_try(session, mail_id, attempt)
    if mail is not None:
        _settle(session, mail, MailState.FAILED, error, clock=clock)


def mark_bounced(session: Session, mail_id: int, attempt: int, error: str, *, clock: Clock) -> None:
    """The server knows no such reader: it helps to correct the address, and nothing else does."""
    mail = _of_try(session, mail_id, attempt)
    if mail is not None:
        _settle(session, mail, MailState.BOUNCED, error, clock=clock)


def mark_unwritable(session: Session, mail_id: int, error: str, *, clock: Clock) -> None:
    """It cannot be put into words: a fault of the site's own, which staff are told of."""
    mail = session.scalar(
        select(Mail).where(Mail.id == mail_id, Mail.state == MailState.QUEUED).with_for_update(of=Mail)
    )
    if mail is not None:
        _settle(session, mail, MailState.FAILED, error, clock=clock)


def mark_uncertain(session: Session, mail_id: int, attempt: int, error: str, *, clock: Clock) -> None:
    """The line broke while the text was handed over: it may have been taken."""
    mail = _of_try(session, mail_id, attempt)
    if mail is not None:
        _settle(session, mail, MailState.UNCERTAIN, error, clock=clock)


def settle_broken_tries(session: Session, *, clock: Clock) -> int:
    """Tries whose worker died: repeated if nothing had left yet, else shown to staff. How many there were."""
    dead = session.scalars(
        select(Mail)
        .where(Mail.state == MailState.SENDING, Mail.claimed_at < clock.now() - DEAD_AFTER)
        .with_for_update(of=Mail, skip_locked=True)
    ).all()
    for mail in dead:
        if mail.handed_over_at is None:
            change_mail_state(session, None, mail, MailState.QUEUED)
            mail.next_try_at = clock.now()
        else:
            _settle(session, mail, MailState.UNCERTAIN, "broken_off", clock=clock)
    return len(dead)


def forget_text(mail: Mail) -> None:
    """A text is kept while it may have to be sent again and no longer: its link may open doors."""
    mail.body = mail.html = mail.link = None
    if mail.address:
        mail.address = ""


def tell_staff(session: Session, mail: Mail, *, clock: Clock) -> None:
    """Tell staff, unless some have not read the last such word yet: a dead server is told of once."""
    session.flush()  # what an earlier mail of this transaction told counts
    told = select(Notification.id).where(
        Notification.topic == Topic.MAIL_UNDELIVERED, Notification.read_at.is_(None)
    )
    if session.scalar(told.limit(1)) is None:
        notify_staff(session, Topic.MAIL_UNDELIVERED, clock=clock, mail_id=mail.id)


def _of_try(session: Session, mail_id: int, attempt: int) -> Mail | None:
    return session.scalar(
        select(Mail)
        .where(Mail.id == mail_id, Mail.state == MailState.SENDING, Mail.attempts == attempt)
        .with_for_update(of=Mail)
    )


def _settle(session: Session, mail: Mail, state: MailState, error: str, *, clock: Clock) -> None:
    """What the machine can do has been done; the rest is for staff."""
    change_mail_state(session, None, mail, state, TOLD_AS[state])
    mail.finished_at, mail.error = clock.now(), error[:LONGEST_ERROR]
    tell_staff(session, mail, clock=clock)
