"""What was due was mailed once, as the server saw it, and no mail says how to reach anybody."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from email.message import EmailMessage

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Mail, MailState, Notification, NotificationPreference, Pace
from marketplace.services.notifications.words import group_of
from tests.year.town import Town
from tests.year.writing import MAIL_DOMAIN, PHONE

TOLD = re.compile(r"/notifications/(\d+)")
NAME = re.compile(r"联络人\d|person\d+@test")
UNSENT = (
    MailState.QUEUED,
    MailState.CANCELLED,
    MailState.UNCERTAIN,
    MailState.FAILED,
    MailState.BOUNCED,
)
DUE_WITHIN = timedelta(days=3)
"""The day's mail may have gone before it was told, and the server may have had its bad day."""


def check_post(town: Town, session: Session) -> str:
    """Raise AssertionError when anything was lost, doubled or said too much; how many mails there were."""
    read_what_arrived(town)
    mails = {mail.message_id: mail for mail in session.scalars(select(Mail))}
    for number, mail in mails.items():
        arrived = number in town.message_ids
        if mail.state is MailState.SENT:
            assert arrived, f"mail {mail.id} is called sent and never came"
        else:
            assert not arrived or mail.state is MailState.UNCERTAIN, f"mail {mail.id} came at {mail.state}"
            assert mail.state in UNSENT, f"mail {mail.id} stands at {mail.state}"
            waited = town.clock.now() - mail.created_at
            assert mail.state is MailState.CANCELLED or waited < DUE_WITHIN, f"mail {mail.id} waits"
    check_notifications(town, session, {mail.id: mail for mail in mails.values()})
    check_wishes(town, session)
    states = Counter(mail.state.value for mail in mails.values())
    town.done["mail after another try"] = sum(
        mail.attempts > 1 for mail in mails.values() if mail.state is MailState.SENT
    )
    return (
        f"{len(town.message_ids)} mails arrived ({dict(states)}), {len(town.told)} things told, "
        f"{town.done['mail after another try']} mails after another try"
    )


def read_what_arrived(town: Town) -> None:
    """Read the mails that came since the last reading; none came twice, and nothing was told twice."""
    arrived, readers = town.mailbox.arrived, town.mailbox.readers
    assert len(arrived) == len(readers)
    start = town.numbers["mail checked"]
    for message, reader in zip(arrived[start:], readers[start:], strict=True):
        number = message["Message-ID"].strip("<>").split("@")[0]
        assert number not in town.message_ids, "a mail came twice"
        town.message_ids.add(number)
        said = text_of(message)
        for word in (PHONE, MAIL_DOMAIN):
            assert word not in said, f"a mail tells a contact: {said}"
        assert not NAME.search(said), f"a mail tells a person: {said}"
        for found in TOLD.findall(part_of(message, "plain")):
            assert int(found) not in town.told, f"notification {found} was mailed twice"
            town.told[int(found)] = reader
    town.numbers["mail checked"] = len(arrived)


def check_notifications(town: Town, session: Session, mails: dict[int, Mail]) -> None:
    """Each was told to its reader once, or it is not due yet, or its reader wants or can have no mail."""
    for one in session.scalars(select(Notification).order_by(Notification.id)):
        account = one.account
        if one.id in town.told:
            assert town.told[one.id] == account.email, f"notification {one.id} went to somebody else"
        elif one.pace is Pace.NEVER:
            assert account.id in town.opted_out or _was_out(one) or one.read_at, (
                f"notification {one.id} was left out for no reason"
            )
        elif (mail := mails.get(one.mail_id or 0)) is not None and mail.state is MailState.CANCELLED:
            assert _was_out(one), f"mail {mail.id} was cancelled though its reader is there"
        else:
            waited = town.clock.now() - one.created_at
            assert waited < DUE_WITHIN, f"notification {one.id} ({one.topic}) was never mailed"
        assert account.id not in town.erased, f"notification {one.id} is kept for an erased account"


def _was_out(one: Notification) -> bool:
    """Whether its reader could not sign in at some time after it was written."""
    account = one.account
    return not account.active or (account.let_in_at is not None and account.let_in_at > one.created_at)


def check_wishes(town: Town, session: Session) -> None:
    """What somebody wanted no more mail about was not mailed to them after they had said so."""
    unwanted = (
        select(Notification.id, Notification.topic, NotificationPreference.topic_group)
        .join(NotificationPreference, NotificationPreference.account_id == Notification.account_id)
        .where(
            NotificationPreference.pace == Pace.NEVER,
            Notification.created_at > NotificationPreference.changed_at,
        )
    )
    for key, topic, group in session.execute(unwanted):
        assert key not in town.told or group_of(topic) is not group, f"{topic} {key} was not to be mailed"


def text_of(message: EmailMessage) -> str:
    """Subject and both forms."""
    return "\n".join((message["Subject"], part_of(message, "plain"), part_of(message, "html")))


def part_of(message: EmailMessage, form: str) -> str:
    """One form of the text."""
    body = message.get_body((form,))
    return str(body.get_content()) if body is not None else ""
