"""The mail job: gather what is to be told, and send what is due, each step its own transaction."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.database import transaction
from marketplace.jobs.message import Envelope, write_message
from marketplace.jobs.outside import Outside
from marketplace.jobs.postman import Doubtful, Postman, Postponed, Refused, UnknownReader, Unreachable
from marketplace.models import Mail
from marketplace.services.notifications.gather import gather_at_once, gather_digests
from marketplace.services.notifications.sending import (
    capture_mail,
    claim_mail,
    mark_bounced,
    mark_handed_over,
    mark_put_off,
    mark_refused,
    mark_sent,
    mark_uncertain,
    mark_unwritable,
    next_mail,
    settle_broken_tries,
)
from marketplace.services.ports import Letter, LetterWriter
from marketplace.services.searches.news import look_for_news

logger = logging.getLogger(__name__)
ADDRESS = re.compile(r"[^\s<>()\",;:]+@[^\s<>()\",;:]+")


@dataclass(frozen=True)
class MailRoom:
    """Who writes, who carries (None: mail is kept on the site), from whom, at which hour the day's mail."""

    writer: LetterWriter
    postman: Callable[[], Postman] | None
    sender: str
    digest_hour: int


@dataclass(frozen=True)
class Claimed:
    """One try to send one mail."""

    mail_id: int
    attempt: int
    envelope: Envelope
    message: bytes


def send_due_mail(outside: Outside, room: MailRoom, *, should_stop: Callable[[], bool] = bool) -> int:
    """Send what is due now, unless told to stop between two mails; how many left or were kept."""
    with transaction(outside.sessions) as session:
        settle_broken_tries(session, clock=outside.clock)
    _all(outside, lambda session: gather_at_once(session, clock=outside.clock))
    if room.postman is None:
        return _keep_due(outside, room, should_stop)
    done = 0
    with room.postman() as postman:
        while not should_stop():
            claimed = _claim(outside, room)
            if claimed is None:
                break
            try:
                done += _send(outside, postman, claimed)
            except Unreachable as gone:
                # Nobody else's mail will fare better now: the rest waits, and its tries are not counted.
                logger.warning("the mail server cannot be talked with: %s", gone)
                break
    return done


def send_digests(outside: Outside, room: MailRoom) -> None:
    """Make the day's mail of everybody who has had none today; the next sending carries it away."""
    _all(
        outside,
        lambda session: look_for_news(
            session, clock=outside.clock, engine=outside.engine, hour=room.digest_hour
        ),
    )
    _all(outside, lambda session: gather_digests(session, clock=outside.clock, hour=room.digest_hour))


def _all(outside: Outside, gather: Callable[[Session], int]) -> None:
    """Gather a part a transaction until nothing is left."""
    while True:
        with transaction(outside.sessions) as session:
            if not gather(session):
                return


def _keep_due(outside: Outside, room: MailRoom, should_stop: Callable[[], bool]) -> int:
    """Without a mail server: keep what is due, for staff to see."""
    done = 0
    while not should_stop():
        with transaction(outside.sessions) as session:
            mail = next_mail(session, clock=outside.clock)
            if mail is None:
                break
            mail_id = mail.id
            try:
                with session.begin_nested():
                    capture_mail(session, mail, writer=room.writer, clock=outside.clock)
                done += 1
            except Exception as fault:  # one that cannot be written must not hold up the others
                logger.exception("mail %d cannot be written", mail_id)
                mark_unwritable(session, mail_id, type(fault).__name__, clock=outside.clock)
    return done


def _claim(outside: Outside, room: MailRoom) -> Claimed | None:
    """Take up the next mail that has a reader; None when nothing is due."""
    while True:
        with transaction(outside.sessions) as session:
            mail = next_mail(session, clock=outside.clock)
            if mail is None:
                return None
            mail_id = mail.id
            try:
                with session.begin_nested():
                    address = claim_mail(session, mail, writer=room.writer, clock=outside.clock)
                    claimed = _envelope(session, room, mail, address) if address else None
            except Exception as fault:  # one that cannot be written must not hold up the others
                logger.exception("mail %d cannot be written", mail_id)
                mark_unwritable(session, mail_id, type(fault).__name__, clock=outside.clock)
                continue
        if claimed is not None:
            return claimed


def _envelope(session: Session, room: MailRoom, mail: Mail, address: str) -> Claimed:
    envelope = Envelope(room.sender, address, mail.message_id, mail.language, mail.created_at)
    letter = Letter(mail.subject, mail.body or "", mail.html or "")
    message = write_message(letter, envelope, room.writer.stop_address(session, mail))
    return Claimed(mail.id, mail.attempts, envelope, message)


def _send(outside: Outside, postman: Postman, claimed: Claimed) -> int:
    """One try; 1 if the server took the mail. What became of it is written down before anything is raised."""
    mail_id, attempt, clock = claimed.mail_id, claimed.attempt, outside.clock

    def note(mark: Callable[..., object], *said: str) -> object:
        with transaction(outside.sessions) as session:
            return mark(session, mail_id, attempt, *said, clock=clock)

    try:
        postman.announce(claimed.envelope.sender_address, claimed.envelope.reader)
        if not note(mark_handed_over):
            logger.warning("mail %d was given up for dead meanwhile; this try stops", mail_id)
            return 0
        postman.hand_over(claimed.message)
    except (Unreachable, Postponed) as later:
        note(mark_put_off, without_addresses(later))
        if isinstance(later, Unreachable):
            raise
        return 0
    except UnknownReader as wrong:
        note(mark_bounced, without_addresses(wrong))
        return 0
    except Refused as never:
        note(mark_refused, without_addresses(never))
        return 0
    except Doubtful as broken:
        note(mark_uncertain, without_addresses(broken))
        return 0
    note(mark_sent)
    return 1


def without_addresses(error: Exception) -> str:
    """What the server said; servers like to repeat the address, which is nobody's business here."""
    return ADDRESS.sub("…", str(error))
