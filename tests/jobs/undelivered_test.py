"""Mail that its server does not take: tried again, given up, or back because nobody has the address."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from marketplace.database import transaction
from marketplace.jobs.mailroom import MailRoom, send_due_mail
from marketplace.models import Account, MailState, Notification, Topic
from marketplace.services.notifications.notify import notify
from marketplace.services.notifications.sending import GIVE_UP_AFTER
from marketplace.services.notifications.undelivered import send_again
from tests.factories.recommended import Recommended
from tests.jobs.conftest import Workplace
from tests.jobs.mail_server import Mailbox
from tests.jobs.mailing import clock_of, mails, states, tell_at_once


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("550 no such mailbox", MailState.BOUNCED),
        ("550 5.1.1 unknown user", MailState.BOUNCED),
        ("550 5.2.1 mailbox closed", MailState.BOUNCED),
        ("552 5.2.2 mailbox full", MailState.FAILED),
        ("550 5.1.8 bad sender", MailState.FAILED),
        ("554 5.7.1 relaying denied", MailState.FAILED),
        ("554 no service", MailState.FAILED),
    ],
)
def test_a_refused_reader_is_shown_to_staff_and_holds_up_nobody(
    workplace: Workplace,
    room: MailRoom,
    mailbox: Mailbox,
    pair: Recommended,
    said: str,
    state: MailState,
) -> None:
    mailbox.to_reader[pair.company.email] = f"{said} {pair.company.email}"
    tell_at_once(workplace, pair)
    with transaction(workplace.sessions) as session:
        owner = session.get_one(Account, pair.owner.id)
        notify(
            session, owner, Topic.PAIR_RECOMMENDED, clock=workplace.clock,
            match=session.merge(pair.match), urgent=True,
        )  # fmt: skip
    assert send_due_mail(workplace, room) == 1
    assert mailbox.readers == [pair.owner.email]
    back = next(mail for mail in mails(workplace) if mail.account_id == pair.company.id)
    assert back.state is state
    assert back.error.startswith(said) and "@" not in back.error
    with workplace.sessions() as session:
        told = session.scalars(select(Notification).where(Notification.topic == "mail_undelivered")).all()
        assert [one.account_id for one in told] == [pair.staff.id]


def test_a_mailbox_that_is_full_is_tried_again_ever_later_and_then_given_up(
    workplace: Workplace, room: MailRoom, mailbox: Mailbox, pair: Recommended
) -> None:
    clock = clock_of(workplace)
    mailbox.to_reader[pair.company.email] = "452 mailbox full"
    tell_at_once(workplace, pair)
    waits = []
    while states(workplace) != [MailState.FAILED]:
        send_due_mail(workplace, room)
        mail = mails(workplace)[0]
        waits.append((mail.next_try_at - clock.now()).total_seconds())
        clock.moment = max(mail.next_try_at, clock.moment)
    assert waits[:4] == [60, 120, 240, 480]
    assert max(waits) == 7200
    assert clock.now() - mails(workplace)[0].created_at >= GIVE_UP_AFTER


def test_what_staff_send_again_is_tried_for_as_long_as_what_is_new(
    workplace: Workplace, room: MailRoom, mailbox: Mailbox, pair: Recommended
) -> None:
    clock, reader = clock_of(workplace), pair.company.email
    mailbox.to_reader[reader] = "550 no such mailbox"
    tell_at_once(workplace, pair)
    send_due_mail(workplace, room)
    clock.move(hours=24 * 4)
    mailbox.to_reader[reader] = "451 greylisted"
    with transaction(workplace.sessions) as session:
        staff = session.get_one(Account, pair.staff.id)
        send_again(session, staff, mails(workplace)[0].id, clock=clock)
    send_due_mail(workplace, room)
    assert states(workplace)[0] is MailState.QUEUED
    del mailbox.to_reader[reader]
    clock.move(hours=1)
    send_due_mail(workplace, room)
    assert states(workplace)[0] is MailState.SENT
