"""Mail over a real SMTP server: what is told arrives once, later or not at all, and never twice."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import event, select

from marketplace.database import transaction
from marketplace.jobs.mailroom import MailRoom, send_digests, send_due_mail
from marketplace.jobs.postman import SmtpPostman
from marketplace.models import Account, Kind, Mail, MailState, Notification, Role, Topic
from marketplace.services.notifications.direct import mail_contact
from marketplace.services.notifications.notify import notify, notify_side
from marketplace.services.notifications.preferences import stop_contact_mail
from marketplace.web.letters import Letters
from tests.factories import make_account
from tests.factories.recommended import Recommended, make_recommended
from tests.jobs.conftest import SITE, Workplace
from tests.jobs.mail_server import Mailbox
from tests.jobs.mailing import clock_of, mails, states, tell_at_once


def test_what_is_urgent_arrives_at_once_in_both_forms(
    workplace: Workplace, room: MailRoom, mailbox: Mailbox, pair: Recommended
) -> None:
    tell_at_once(workplace, pair)
    assert send_due_mail(workplace, room) == 1
    assert mailbox.readers == [pair.company.email]
    message = mailbox.arrived[0]
    assert "为您推荐" in message["Subject"]
    assert message["From"] == "景桥 <no-reply@jingqiao.example>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(rf"<{SITE}/stop-mail/[\w.-]+>", message["List-Unsubscribe"])
    for form in ("plain", "html"):
        body = message.get_body((form,))
        assert body is not None
        said = body.get_content()
        assert pair.match.demand.published_version.title in said  # type: ignore[union-attr]
        assert f"{SITE}/notifications/" in said
    sent = mails(workplace)[0]
    assert (sent.state, sent.body, sent.html) == (MailState.SENT, None, None)
    assert sent.message_id in message["Message-ID"]
    assert send_due_mail(workplace, room) == 0


def test_what_comes_together_goes_together(
    workplace: Workplace, room: MailRoom, mailbox: Mailbox, pair: Recommended
) -> None:
    tell_at_once(workplace, pair, times=3)
    assert send_due_mail(workplace, room) == 1
    assert "另有 2 条" in mailbox.arrived[0]["Subject"]


def test_it_is_written_in_the_readers_language(
    workplace: Workplace, room: MailRoom, mailbox: Mailbox, pair: Recommended
) -> None:
    with transaction(workplace.sessions) as session:
        session.get_one(Account, pair.company.id).language = "en"
    tell_at_once(workplace, pair)
    send_due_mail(workplace, room)
    assert mailbox.arrived[0]["Subject"].startswith("Recommended to you: ")
    assert mailbox.arrived[0]["Content-Language"] == "en"


def test_one_digest_a_day_and_not_before_its_hour(
    workplace: Workplace, room: MailRoom, mailbox: Mailbox, pair: Recommended
) -> None:
    clock = clock_of(workplace)
    clock.move(hours=15 - 9)  # 23:00 in Shanghai
    day = replace(room, digest_hour=8)

    def tell() -> None:
        with transaction(workplace.sessions) as session:
            match = session.merge(pair.match)
            notify_side(session, match, Kind.SUPPLY, Topic.PAIR_RECOMMENDED, clock=clock)

    def go() -> int:
        send_digests(workplace, day)
        return send_due_mail(workplace, day)

    tell()
    assert go() == 1
    tell()
    assert [go(), go()] == [0, 0]  # today's has gone
    clock.move(hours=8)  # 07:00 of the next day
    assert go() == 0
    clock.move(hours=1)
    assert [go(), go()] == [1, 0]
    assert len(mailbox.arrived) == 2


def test_what_was_read_on_the_page_is_not_mailed(
    workplace: Workplace, room: MailRoom, mailbox: Mailbox, pair: Recommended
) -> None:
    clock = clock_of(workplace)
    with transaction(workplace.sessions) as session:
        match = session.merge(pair.match)
        notify_side(session, match, Kind.SUPPLY, Topic.PAIR_RECOMMENDED, clock=clock)
        session.flush()
        session.scalars(select(Notification)).one().read_at = clock.now()
    send_digests(workplace, room)
    assert send_due_mail(workplace, room) == 0


def test_without_its_server_mail_waits_and_then_arrives(
    workplace: Workplace, room: MailRoom, mailbox: Mailbox, pair: Recommended
) -> None:
    dead = replace(room, postman=lambda: SmtpPostman(replace(mailbox.server, port=1)))
    tell_at_once(workplace, pair)
    assert send_due_mail(workplace, dead) == 0
    assert states(workplace) == [MailState.QUEUED]
    clock_of(workplace).move(minutes=2)
    assert send_due_mail(workplace, room) == 1
    assert len(mailbox.arrived) == 1


def test_a_line_that_breaks_after_the_text_was_taken_sends_no_second_copy(
    workplace: Workplace, room: MailRoom, mailbox: Mailbox, pair: Recommended
) -> None:
    mailbox.hang_up = True
    tell_at_once(workplace, pair)
    assert send_due_mail(workplace, room) == 0
    assert len(mailbox.arrived) == 1
    assert states(workplace) == [MailState.UNCERTAIN]
    mailbox.hang_up = False
    clock_of(workplace).move(hours=24)
    send_due_mail(workplace, room)
    assert [reader for reader in mailbox.readers if reader == pair.company.email] == [pair.company.email]


class Killed(BaseException):
    """A worker killed at some point."""


class DyingPostman(SmtpPostman):
    """Dies before or after the text has left."""

    after = False

    def hand_over(self, message: bytes) -> None:
        if self.after:
            super().hand_over(message)
        raise Killed


class DyingAfter(DyingPostman):
    """Dies between the server's answer and the note of it."""

    after = True


class DyingEarly(SmtpPostman):
    """Dies while it announces a mail."""

    def announce(self, sender: str, reader: str) -> None:
        raise Killed


@pytest.mark.parametrize(("dies", "copies"), [(DyingAfter, 1), (DyingPostman, 0)])
def test_a_worker_killed_while_handing_over_leaves_a_mail_for_staff_to_judge(
    workplace: Workplace,
    room: MailRoom,
    mailbox: Mailbox,
    pair: Recommended,
    dies: type[DyingPostman],
    copies: int,
) -> None:
    tell_at_once(workplace, pair)
    with pytest.raises(Killed):
        send_due_mail(workplace, replace(room, postman=lambda: dies(mailbox.server)))
    assert states(workplace) == [MailState.SENDING]
    clock_of(workplace).move(hours=1)
    send_due_mail(workplace, room)
    assert MailState.UNCERTAIN in states(workplace)
    assert mailbox.readers.count(pair.company.email) == copies


def test_a_worker_killed_earlier_has_sent_nothing_so_the_mail_goes_again(
    workplace: Workplace, room: MailRoom, mailbox: Mailbox, pair: Recommended
) -> None:
    tell_at_once(workplace, pair)
    with pytest.raises(Killed):
        send_due_mail(workplace, replace(room, postman=lambda: DyingEarly(mailbox.server)))
    clock_of(workplace).move(hours=1)
    assert send_due_mail(workplace, room) == 1
    assert states(workplace) == [MailState.SENT]
    assert len(mailbox.arrived) == 1


def test_a_try_given_up_for_dead_that_comes_back_sends_nothing(
    workplace: Workplace, room: MailRoom, mailbox: Mailbox, pair: Recommended
) -> None:
    class Slow(SmtpPostman):
        """So slow that another worker takes the mail over meanwhile."""

        def announce(self, sender: str, reader: str) -> None:
            clock_of(workplace).move(hours=1)
            assert send_due_mail(workplace, room) == 1
            super().announce(sender, reader)

    tell_at_once(workplace, pair)
    assert send_due_mail(workplace, replace(room, postman=lambda: Slow(mailbox.server))) == 0
    assert len(mailbox.arrived) == 1
    assert states(workplace) == [MailState.SENT]


def test_a_contact_without_account_is_mailed_and_can_stop_it(
    workplace: Workplace, room: MailRoom, mailbox: Mailbox, pair: Recommended
) -> None:
    def tell() -> None:
        with transaction(workplace.sessions) as session:
            match = session.merge(pair.match)
            mail_contact(
                session, listing=match.supply, topic=Topic.PAIR_RECOMMENDED, match=match,
                clock=workplace.clock, link="/answer/abc",
            )  # fmt: skip

    tell()
    assert send_due_mail(workplace, room) == 1
    body = mailbox.arrived[0].get_body(("plain",))
    assert body is not None and f"{SITE}/answer/abc" in body.get_content()
    assert mails(workplace)[0].link is None  # it opened a door, and is forgotten
    with transaction(workplace.sessions) as session:
        stop_contact_mail(session, pair.match.supply_id, clock=workplace.clock)
    tell()
    assert send_due_mail(workplace, room) == 0
    assert states(workplace) == [MailState.SENT, MailState.CANCELLED]


def test_without_a_mail_server_everything_is_kept_for_staff(
    workplace: Workplace, room: MailRoom, pair: Recommended
) -> None:
    tell_at_once(workplace, pair)
    assert send_due_mail(workplace, replace(room, postman=None)) == 1
    kept = mails(workplace)[0]
    assert kept.state is MailState.CAPTURED
    assert kept.body is not None and kept.html is not None and kept.html.startswith("<!doctype html>")


def test_nothing_is_queued_when_the_change_is_rolled_back(
    workplace: Workplace, room: MailRoom, mailbox: Mailbox, pair: Recommended
) -> None:
    with workplace.sessions() as session:
        account = session.get_one(Account, pair.owner.id)
        notify(session, account, Topic.PAIR_RECOMMENDED, clock=workplace.clock, urgent=True)
        session.flush()
        session.rollback()
    assert send_due_mail(workplace, room) == 0


def test_a_long_mail_asks_the_database_no_more_than_a_short_one(workplace: Workplace, site: Flask) -> None:
    def asked(times: int) -> int:
        with transaction(workplace.sessions) as session:
            reader = make_account(session, Role.STAFF)
            for _ in range(times):
                match = make_recommended(session).match
                notify(session, reader, Topic.PAIRS_STALLED, clock=workplace.clock, match=match, count=1)
        send_digests(workplace, room)
        with workplace.sessions() as session:
            mail = session.scalars(select(Mail).where(Mail.account_id == reader.id)).one()
            sent: list[str] = []

            def note(*facts: object) -> None:
                sent.append(str(facts[2]))

            database = session.get_bind()
            event.listen(database, "before_cursor_execute", note)
            letter = Letters(site, SITE).write(session, mail)
            event.remove(database, "before_cursor_execute", note)
            assert sent and letter.body.count("1 个对接超过了") == times
            return len(sent)

    clock_of(workplace).move(hours=2)
    room = MailRoom(Letters(site, SITE), None, "景桥 <no-reply@jingqiao.example>", digest_hour=8)
    assert asked(2) == asked(12)
