"""Make mails of what waits to be told: at once, or one mail a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.models import Account, Mail, MailKind, MailState, Notification, Pace
from marketplace.services.notifications.direct import new_message_id
from marketplace.services.notifications.pace import chosen_pace
from marketplace.services.notifications.times import in_shanghai
from marketplace.services.notifications.words import group_of
from marketplace.services.ports import Clock

READERS_AT_ONCE = 100


def gather_at_once(session: Session, *, clock: Clock) -> int:
    """A mail for each of some accounts with notifications that go at once; what came together goes together.

    Returns the number of accounts looked at; 0 when none is left.
    """
    waiting = _readers(session, Pace.AT_ONCE)
    for account in waiting:
        told = _waiting(session, account, Pace.AT_ONCE)
        if account.active:
            _put_in_mail(session, account, told, MailKind.AT_ONCE, clock.now())
        else:
            _leave_out(told)
    return len(waiting)


def gather_digests(session: Session, *, clock: Clock, hour: int) -> int:
    """The day's mail of some accounts that have had none today, from `hour` o'clock on in Shanghai.

    What its reader has seen on the page meanwhile, or no longer wants mailed, is left out.
    Returns the number of accounts looked at; 0 when none is left.
    """
    local = in_shanghai(clock.now())
    if local.hour < hour:
        return 0
    today = local.date()
    had = select(Mail.id).where(Mail.account_id == Account.id, Mail.digest_day == today)
    waiting = _readers(session, Pace.DAILY, ~had.exists())
    for account in waiting:
        told = _waiting(session, account, Pace.DAILY)
        wanted = _still_wanted(session, account, told) if account.active else []
        _leave_out([one for one in told if one not in wanted])
        if wanted:
            mail = _put_in_mail(session, account, wanted, MailKind.DIGEST, clock.now())
            mail.digest_day = today
    return len(waiting)


def _readers(session: Session, pace: Pace, *conditions: object) -> Sequence[Account]:
    """Accounts with something of this pace to be mailed, locked: no other worker gathers theirs meanwhile."""
    waiting = select(Notification.id).where(
        Notification.account_id == Account.id, Notification.pace == pace, Notification.mail_id.is_(None)
    )
    return session.scalars(
        select(Account)
        .where(waiting.exists(), *conditions)  # type: ignore[arg-type]
        .order_by(Account.id)
        .limit(READERS_AT_ONCE)
        .with_for_update(of=Account, skip_locked=True, key_share=True)
    ).all()


def _waiting(session: Session, account: Account, pace: Pace) -> list[Notification]:
    """Read after the account's lock was got, so that what another worker gathered is not seen again."""
    chosen = select(Notification).where(
        Notification.account_id == account.id, Notification.pace == pace, Notification.mail_id.is_(None)
    )
    return list(session.scalars(chosen.order_by(Notification.id)))


def _still_wanted(session: Session, account: Account, told: Sequence[Notification]) -> list[Notification]:
    """Those its reader has not seen yet and still has mail about; each group's pace is asked for once."""
    groups = {group for one in told if (group := group_of(one.topic)) is not None}
    mailed = {group for group in groups if chosen_pace(session, account, group) is not Pace.NEVER}
    return [one for one in told if one.read_at is None and group_of(one.topic) in mailed]


def _leave_out(told: Sequence[Notification]) -> None:
    """They stay on the page and are not mailed."""
    for one in told:
        one.pace = Pace.NEVER


def _put_in_mail(
    session: Session, account: Account, told: Sequence[Notification], kind: MailKind, now: datetime
) -> Mail:
    mail = Mail(
        account=account,
        kind=kind,
        language=account.language,
        state=MailState.QUEUED,
        message_id=new_message_id(),
        queued_at=now,
        next_try_at=now,
        created_at=now,
    )
    session.add(mail)
    session.flush()  # the notifications name it
    carried = [one.id for one in told]
    session.execute(update(Notification).where(Notification.id.in_(carried)).values(mail_id=mail.id))
    return mail
