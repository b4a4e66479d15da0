"""Pauses after wrong passwords."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotAllowed
from marketplace.models import AuditEvent, Role, SignInGuard
from marketplace.services.accounts.end_pause import end_pause, paused_accounts
from marketplace.services.accounts.lockout import Paused, forget_old_failures
from marketplace.services.accounts.sign_in import sign_in
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.factories.accounts import PASSWORD

NOBODY = "nobody@elsewhere.invalid"


def fail(session: Session, email: str, clock: MovableClock, address: str = "203.0.113.9") -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        sign_in(session, email, "wrong horse", clock=clock, address=address)
    return caught.value


@pytest.mark.parametrize("known", [True, False])
def test_the_fifth_wrong_password_begins_a_pause_whether_the_account_exists(
    session: Session, clock: MovableClock, known: bool
) -> None:
    email = make_account(session).email if known else NOBODY
    said = [fail(session, email, clock) for _ in range(5)]
    assert [type(one) for one in said] == [InvalidInput] * 4 + [Paused]
    assert said[-1].values == {"minutes": 1}
    assert isinstance(fail(session, email.upper(), clock), Paused)


def test_pauses_grow_and_end_by_time(session: Session, clock: MovableClock) -> None:
    account = make_account(session)
    for _ in range(5):
        fail(session, account.email, clock)
    with pytest.raises(Paused):
        sign_in(session, account.email, PASSWORD, clock=clock)
    pauses = []
    for _ in range(8):
        clock.move(hours=1)
        pauses.append(fail(session, account.email, clock).values["minutes"])
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]
    clock.move(hours=1)
    assert sign_in(session, account.email, PASSWORD, clock=clock) is account
    assert type(fail(session, account.email, clock)) is InvalidInput, "a success begins anew"


def test_an_address_that_tries_many_accounts_is_paused(session: Session, clock: MovableClock) -> None:
    account = make_account(session)
    for number in range(50):
        fail(session, f"n{number}@elsewhere.invalid", clock)
    with pytest.raises(Paused):
        sign_in(session, account.email, PASSWORD, clock=clock, address="203.0.113.9")
    assert sign_in(session, account.email, PASSWORD, clock=clock, address="198.51.100.1") is account


def test_an_administrator_ends_the_pause(session: Session, clock: MovableClock) -> None:
    account, administrator = make_account(session), make_account(session, Role.ADMINISTRATOR)
    for _ in range(5):
        fail(session, account.email, clock)
    assert paused_accounts(session, administrator, [account, administrator], clock=clock) == {account.id}
    with pytest.raises(NotAllowed):
        end_pause(session, account, account.id)
    end_pause(session, administrator, account.id)
    end_pause(session, administrator, account.id)
    assert sign_in(session, account.email, PASSWORD, clock=clock) is account
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert list(actions) == ["account.paused", "account.pause_ended", "account.signed_in"]


def test_old_failures_are_forgotten(session: Session, clock: MovableClock) -> None:
    fail(session, NOBODY, clock)
    clock.move(hours=25)
    forget_old_failures(session, clock=clock)
    assert session.scalars(select(SignInGuard)).all() == []
