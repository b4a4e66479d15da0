"""What the routes about notifications, saved searches and mail name, for everybody in the small world."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import (
    Account,
    Mail,
    MailKind,
    MailState,
    Notification,
    Pace,
    SavedSearch,
    Topic,
    TopicGroup,
)
from marketplace.web.stop_tokens import Stop, make_token
from tests.doubles import MovableClock
from tests.factories.recommended import Recommended


@dataclass(frozen=True)
class Told:
    """By account: one's own notification and saved search; and a mail that failed."""

    notifications: Mapping[int, int]
    searches: Mapping[int, int]
    failed: Mail

    def to(self, account: Account | None) -> dict[str, int | str]:
        """What the routes name when somebody of this account asks; a visitor has no notifications."""
        whose = account.id if account is not None else next(iter(self.notifications))
        return {
            "notification_id": self.notifications[whose],
            "search_id": self.searches[whose],
            "mail_id": self.failed.id,
            "stop_token": make_token(Stop(account_id=whose, groups=(TopicGroup.PAIRS,))),
        }


def tell_world(
    session: Session, accounts: Iterable[Account | None], pair: Recommended, clock: MovableClock
) -> Told:
    """A notification, a saved search and a kept mail for everybody, and a mail to a contact that failed."""
    notifications, searches = {}, {}
    for account in accounts:
        if account is None:
            continue
        told = Notification(
            account=account,
            topic=Topic.PAIR_RECOMMENDED.value,
            match=pair.match,
            pace=Pace.DAILY,
            created_at=clock.now(),
        )
        search = SavedSearch(
            account_id=account.id, name="检索", query={"text": "视觉"}, created_at=clock.now()
        )
        kept = make_mail(clock, f"kept-{account.id}", account_id=account.id, state=MailState.CAPTURED)
        session.add_all([told, search, kept])
        session.flush()
        notifications[account.id], searches[account.id] = told.id, search.id
    failed = make_mail(clock, "failed", listing_id=pair.match.supply_id, state=MailState.FAILED)
    session.add(failed)
    session.flush()
    return Told(notifications, searches, failed)


def make_mail(clock: MovableClock, message_id: str, *, state: MailState, **reader: int | str) -> Mail:
    """A mail that has been written, to this reader."""
    return Mail(
        **reader,
        kind=MailKind.AT_ONCE,
        language="zh_Hans_CN",
        state=state,
        message_id=message_id,
        subject="为您推荐",
        body="请查看并答复。",
        html="<!doctype html><html lang=zh><title>邮件</title><h1>请查看</h1></html>",
        queued_at=clock.now(),
        next_try_at=clock.now(),
        created_at=clock.now(),
    )


EVERY_TOLD: Mapping[str, Callable[[Session], Sequence[int | str]]] = {
    "notification_id": lambda session: session.scalars(select(Notification.id)).all(),
    "search_id": lambda session: session.scalars(select(SavedSearch.id)).all(),
    "mail_id": lambda session: session.scalars(select(Mail.id)).all(),
    "stop_token": lambda session: [
        make_token(Stop(account_id=session.scalars(select(Account.id)).all()[0], groups=(TopicGroup.PAIRS,)))
    ],
}
