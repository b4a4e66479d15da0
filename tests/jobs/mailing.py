"""What tests of mail do in one line: tell somebody something, and look at what became of it."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.database import transaction
from marketplace.models import Account, Mail, MailState, Topic
from marketplace.services.notifications.notify import notify
from tests.doubles import MovableClock
from tests.factories.recommended import Recommended
from tests.jobs.conftest import Workplace


def clock_of(workplace: Workplace) -> MovableClock:
    assert isinstance(workplace.clock, MovableClock)
    return workplace.clock


def tell_at_once(workplace: Workplace, pair: Recommended, times: int = 1) -> None:
    with transaction(workplace.sessions) as session:
        company, match = session.get_one(Account, pair.company.id), pair.match
        for _ in range(times):
            notify(
                session,
                company,
                Topic.PAIR_RECOMMENDED,
                clock=workplace.clock,
                match=session.merge(match, load=True),
                urgent=True,
            )


def mails(workplace: Workplace) -> list[Mail]:
    with workplace.sessions() as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def states(workplace: Workplace) -> list[MailState]:
    return [mail.state for mail in mails(workplace)]
