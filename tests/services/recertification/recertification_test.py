"""The yearly round: asked for, answered, suspended; and accounts that nobody uses."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from marketplace.errors import InvalidInput, NotAllowed
from marketplace.jobs.accounts import Round, look_after_accounts
from marketplace.models import Account, AuditEvent, Mail, Notification, Role, SuspendedFor, Topic
from marketplace.services.accounts.idle import suspend_idle, warn_idle
from marketplace.services.accounts.reset_password import ask_reset
from marketplace.services.accounts.set_active import set_account_active
from marketplace.services.accounts.sign_in import sign_in
from marketplace.services.organizations.members import set_member_active
from marketplace.services.recertification.chase import (
    ask_for_confirmations,
    remind_of_confirmations,
    suspend_unconfirmed,
)
from marketplace.services.recertification.confirm import accounts_to_confirm, answer_confirmations
from marketplace.services.recertification.duty import confirmers_of
from tests.doubles import FakeEngine, MovableClock, RecordingQueue
from tests.factories import make_account, make_organization
from tests.factories.accounts import PASSWORD
from tests.services.accounts.accounts_test import actions

ROUNDS = 40


@pytest.fixture(autouse=True)
def integrator(session: Session, clock: MovableClock) -> Account:
    """Accounts are opened by the database's clock, so the tests' one begins there."""
    account = make_account(session, Role.INTEGRATOR)
    clock.moment = account.created_at
    return account


def days(session: Session, clock: MovableClock, count: int) -> tuple[int, int, int]:
    """Let days pass, the last forty with a round each; how many were asked for, reminded of and suspended."""
    asked = reminded = suspended = 0
    clock.move(days=max(0, count - ROUNDS))
    for _ in range(min(count, ROUNDS)):
        clock.move(days=1)
        suspended += suspend_unconfirmed(session, clock=clock)
        reminded += remind_of_confirmations(session, clock=clock)
        asked += ask_for_confirmations(session, clock=clock)
        session.flush()
    return asked, reminded, suspended


def waiting(session: Session, actor: Account) -> list[int]:
    return [one.account.id for one in accounts_to_confirm(session, actor)]


def told(session: Session, account: Account) -> list[tuple[str, object]]:
    rows = session.scalars(
        select(Notification).where(Notification.account_id == account.id).order_by(Notification.id)
    )
    return [(row.topic, row.details.get("count")) for row in rows]


def test_managers_confirm_their_colleagues(session: Session, clock: MovableClock) -> None:
    home, administrator = make_organization(session), make_account(session, Role.ADMINISTRATOR)
    one, other = (make_account(session, Role.COMPANY, home, is_manager=True) for _ in range(2))
    colleague, gone = (make_account(session, Role.COMPANY, home) for _ in range(2))
    stranger = make_account(session, Role.COMPANY, is_manager=True)
    assert days(session, clock, 364) == (0, 0, 0)
    # The only administrator, whom nobody can confirm, is left out; the integrator is not.
    assert days(session, clock, 1) == (6, 0, 0)
    assert days(session, clock, 5) == (0, 0, 0)
    assert waiting(session, one) == [other.id, colleague.id, gone.id]
    assert waiting(session, other) == [one.id, colleague.id, gone.id]
    assert stranger.id in waiting(session, administrator), "who manages alone is confirmed by administrators"
    assert not {one.id, colleague.id} & set(waiting(session, administrator))
    for actor in (one, other, stranger, administrator):  # the rule reads the same from both ends
        theirs = [
            account.id
            for account in session.scalars(select(Account).where(Account.confirmation_asked_at.is_not(None)))
            if actor in confirmers_of(session, account)
        ]
        assert sorted(waiting(session, actor)) == sorted(theirs)
    assert told(session, one) == [(Topic.CONFIRM_ACCOUNTS, 3)]
    for actor in (colleague, make_account(session, Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            accounts_to_confirm(session, actor)
    answered = answer_confirmations(
        session, one, keep={colleague.id, stranger.id, one.id}, suspend={gone.id}, clock=clock
    )
    assert (answered.kept, answered.suspended) == (1, 1), "strangers and oneself are left alone"
    assert waiting(session, other) == [one.id]
    assert (gone.active, gone.suspended_for) == (False, SuspendedFor.UNCONFIRMED)
    assert colleague.confirmed_at == clock.now()
    assert actions(session, colleague) == ["account.confirmation_asked", "account.confirmed"]
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "account.suspended")).one()
    assert (event.actor_id, event.entity_id) == (one.id, gone.id)
    with pytest.raises(InvalidInput, match="yearly round"):
        sign_in(session, gone.email, PASSWORD, clock=clock)
    set_member_active(session, one, gone.id, active=True, clock=clock)
    assert gone.suspended_for is None
    sign_in(session, gone.email, PASSWORD, clock=clock)


def test_whoever_nobody_confirms_is_suspended_after_two_words(session: Session, clock: MovableClock) -> None:
    manager = make_account(session, Role.COMPANY, is_manager=True)
    colleague = make_account(session, Role.COMPANY, manager.organization)
    days(session, clock, 365)
    assert days(session, clock, 22)[1:] == (0, 0)
    assert days(session, clock, 1)[1] >= 1
    assert (Topic.ACCOUNT_TO_BE_CONFIRMED, None) in told(session, colleague)
    assert days(session, clock, 6)[2] == 0
    assert days(session, clock, 1)[2] >= 1
    assert colleague.suspended_for is SuspendedFor.UNCONFIRMED
    mail = session.scalars(select(Mail).where(Mail.topic == Topic.ACCOUNT_SUSPENDED_UNCONFIRMED)).all()
    assert colleague.email in {one.address for one in mail}, "whoever is out is told by mail"
    assert manager.active, "there is no administrator who could have confirmed the only manager"


def test_an_administrator_always_remains(session: Session, clock: MovableClock) -> None:
    first, second = (make_account(session, Role.ADMINISTRATOR) for _ in range(2))
    days(session, clock, 365 + 40)
    assert sorted((first.active, second.active)) == [False, True]
    left = first if first.active else second
    set_account_active(session, left, (second if left is first else first).id, active=True, clock=clock)
    answered = answer_confirmations(session, left, keep=(), suspend={left.id}, clock=clock)
    assert answered.suspended == 0
    assert days(session, clock, 30)[2] == 0


def test_letting_in_begins_a_new_year(session: Session, clock: MovableClock) -> None:
    administrator, staff = make_account(session, Role.ADMINISTRATOR), make_account(session, Role.STAFF)
    days(session, clock, 400)
    assert not staff.active
    set_account_active(session, administrator, staff.id, active=True, clock=clock)
    assert days(session, clock, 364) == (0, 0, 0)
    assert staff.active


def idle(session: Session, clock: MovableClock) -> tuple[int, int]:
    suspended = suspend_idle(session, days=180, clock=clock)
    warned = warn_idle(session, days=180, clock=clock)
    session.flush()
    return warned, suspended


def test_an_unused_account_is_warned_then_suspended(
    session: Session, clock: MovableClock, integrator: Account
) -> None:
    """An integrator's too: as long as they do nothing here but sign in, an unused one is a door left open."""
    administrator = make_account(session, Role.ADMINISTRATOR)
    used, unused = make_account(session), make_account(session)
    clock.move(days=100)
    sign_in(session, used.email, PASSWORD, clock=clock)
    clock.move(days=65, hours=23)
    assert idle(session, clock) == (0, 0)
    clock.move(hours=2)
    assert idle(session, clock) == (3, 0)
    told = {mail.address for mail in session.scalars(select(Mail))}
    assert told == {administrator.email, unused.email, integrator.email}
    clock.move(days=13)
    assert idle(session, clock) == (0, 0)
    clock.move(days=2)
    assert idle(session, clock) == (0, 2)
    assert integrator.suspended_for is SuspendedFor.IDLE
    assert (unused.suspended_for, administrator.active) == (SuspendedFor.IDLE, True)
    assert actions(session, unused) == ["account.suspended"]


def test_a_warning_comes_first_however_late(session: Session, clock: MovableClock) -> None:
    account = make_account(session)
    clock.move(days=900)
    assert idle(session, clock) == (2, 0)
    clock.move(days=14)
    sign_in(session, account.email, PASSWORD, clock=clock)
    assert idle(session, clock) == (0, 1), "signing in takes the warning back"


def test_coming_back_takes_a_person(session: Session, clock: MovableClock) -> None:
    administrator, account = make_account(session, Role.ADMINISTRATOR), make_account(session)
    clock.move(days=170)
    idle(session, clock)
    clock.move(days=14)
    idle(session, clock)
    with pytest.raises(InvalidInput, match="long time"):
        sign_in(session, account.email, PASSWORD, clock=clock)
    with pytest.raises(InvalidInput, match="e-mail address or the password is wrong"):
        sign_in(session, account.email, "wrong horse", clock=clock)
    ask_reset(session, account.email, clock=clock, link_to=lambda token: token)
    session.flush()
    newest = session.scalars(select(Mail).order_by(Mail.id.desc()).limit(1)).one()
    assert (newest.topic, newest.address) == (Topic.ACCOUNT_SUSPENDED_IDLE, account.email)
    set_account_active(session, administrator, account.id, active=True, clock=clock)
    assert idle(session, clock)[1] == 0
    sign_in(session, account.email, PASSWORD, clock=clock)


def test_the_round_of_the_day(session: Session, sessions: sessionmaker[Session], clock: MovableClock) -> None:
    class Outside:
        def __init__(self) -> None:
            self.sessions, self.clock = sessions, clock
            self.engine, self.jobs = FakeEngine(), RecordingQueue()

    make_account(session, Role.ADMINISTRATOR)
    make_account(session)
    session.commit()
    clock.move(days=365)
    assert look_after_accounts(Outside(), idle_days=180) == Round(2, 0, 3, 0)
    assert look_after_accounts(Outside(), idle_days=None) == Round(0, 0, 0, 0)
