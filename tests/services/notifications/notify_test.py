"""Who is told, and at which pace their mail goes."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import (
    Account,
    Kind,
    Mail,
    MailState,
    Notification,
    NotificationPreference,
    Pace,
    Role,
    Topic,
    TopicGroup,
)
from marketplace.services.notifications.direct import mail_account, mail_contact
from marketplace.services.notifications.notify import notify, notify_owners, notify_side, notify_staff
from marketplace.services.notifications.words import TABLE
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.factories.recommended import make_recommended


def told(session: Session) -> list[tuple[int, str, Pace]]:
    session.flush()
    rows = session.scalars(select(Notification).order_by(Notification.id))
    return [(row.account_id, row.topic, row.pace) for row in rows]


def choose(session: Session, account: Account, pace: Pace, clock: MovableClock) -> None:
    session.add(
        NotificationPreference(
            account_id=account.id, topic_group=TopicGroup.PAIRS, pace=pace, changed_at=clock.now()
        )
    )
    session.flush()


def test_every_topic_has_words() -> None:
    assert set(TABLE) == set(Topic)


@pytest.mark.parametrize(
    ("chosen", "urgent", "pace"),
    [
        (None, False, Pace.DAILY),
        (None, True, Pace.AT_ONCE),
        (Pace.DAILY, True, Pace.AT_ONCE),
        (Pace.AT_ONCE, False, Pace.AT_ONCE),
        (Pace.NEVER, True, Pace.NEVER),
    ],
)
def test_the_pace_is_what_the_account_chose(
    session: Session, clock: MovableClock, chosen: Pace | None, urgent: bool, pace: Pace
) -> None:
    pair = make_recommended(session)
    if chosen is not None:
        choose(session, pair.owner, chosen, clock)
    notify(session, pair.owner, Topic.PAIR_RECOMMENDED, clock=clock, match=pair.match, urgent=urgent)
    assert told(session) == [(pair.owner.id, "pair_recommended", pace)]


def test_a_side_is_every_active_account_of_its_organization(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    colleague = make_account(session, Role.COMPANY, pair.company.organization)
    gone = make_account(session, Role.COMPANY, pair.company.organization)
    gone.active = False
    notify_side(session, pair.match, Kind.SUPPLY, Topic.PAIR_RECOMMENDED, clock=clock)
    assert [account for account, _topic, _pace in told(session)] == [pair.company.id, colleague.id]


def test_owners_and_staff_are_told(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    make_account(session, Role.ADMINISTRATOR)
    notify_owners(session, pair.match.demand, Topic.LISTING_PUBLISHED, clock=clock)
    notify_staff(session, Topic.MAIL_UNDELIVERED, clock=clock, urgent=True)
    assert told(session) == [
        (pair.owner.id, "listing_published", Pace.DAILY),
        (pair.staff.id, "mail_undelivered", Pace.AT_ONCE),
    ]


def test_a_deactivated_account_is_told_nothing(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    pair.owner.active = False
    notify(session, pair.owner, Topic.PAIR_RECOMMENDED, clock=clock, match=pair.match)
    assert told(session) == []


def test_direct_mail_waits_without_anybodys_address(session: Session, clock: MovableClock) -> None:
    pair = make_recommended(session)
    mail_contact(
        session,
        listing=pair.match.supply,
        topic=Topic.PAIR_RECOMMENDED,
        match=pair.match,
        clock=clock,
        link="/answer/token",
    )
    mail_account(session, pair.owner, Topic.PAIR_RECOMMENDED, clock=clock, link="/reset/token")
    session.flush()
    first, second = session.scalars(select(Mail).order_by(Mail.id))
    assert (first.listing_id, first.account_id, first.address) == (pair.match.supply_id, None, None)
    assert (second.listing_id, second.account_id, second.address) == (None, pair.owner.id, None)
    assert {first.state, second.state} == {MailState.QUEUED}
    assert first.message_id != second.message_id
