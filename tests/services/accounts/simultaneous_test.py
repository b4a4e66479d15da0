"""Many tries at the same moment: a pause cannot be outrun, and one code opens once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session, sessionmaker

from marketplace.database import transaction
from marketplace.models import Account, Role
from marketplace.services.accounts.lockout import Paused, count_failure, guard_key, refuse_when_paused
from marketplace.services.factors.prove import prove_code
from marketplace.services.factors.set_up import confirm_factor, offer_secret
from marketplace.services.organizations.members import leave_organization
from marketplace.services.own_data.erase import erase_account
from tests.at_once import at_once
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account, make_organization
from tests.factories.accounts import PASSWORD
from tests.factories.factors import code_of, make_factor, shown

pytestmark = pytest.mark.slow

KEY = guard_key("account", "somebody@elsewhere.invalid")


def test_a_burst_of_tries_is_taken_one_by_one(
    own_sessions: sessionmaker[Session], clock: MovableClock
) -> None:
    """Else a hundred sent at once would all be tried before the first wrong one is counted."""

    def try_too() -> None:
        with transaction(own_sessions) as session:
            refuse_when_paused(session, KEY, clock=clock)

    with ThreadPoolExecutor(1) as pool:
        with transaction(own_sessions) as session:
            refuse_when_paused(session, KEY, clock=clock)
            second = pool.submit(try_too)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.5)
            for _ in range(5):
                count_failure(session, KEY, clock=clock)
        with pytest.raises(Paused):
            second.result(timeout=10)


def test_one_code_sent_twice_opens_once(own_sessions: sessionmaker[Session], clock: MovableClock) -> None:
    with transaction(own_sessions) as session:
        account = make_account(session)
        recovery = make_factor(session, account, clock)[0]
        code = code_of(session, account, clock)
    for given in (code, recovery):
        press = [
            lambda session, given=given: prove_code(
                session, session.get_one(Account, account.id), given, clock=clock
            )
        ] * 2
        assert at_once(own_sessions, *press) == ["NotProven", "done"]


def test_two_pages_that_set_up_a_second_step_make_one(
    own_sessions: sessionmaker[Session], clock: MovableClock
) -> None:
    with transaction(own_sessions) as session:
        account = make_account(session)
        offers = [offer_secret(session, account, password=PASSWORD, clock=clock) for _ in range(2)]
    press = [
        lambda session, one=one: confirm_factor(
            session,
            session.get_one(Account, account.id),
            sealed=one.sealed,
            code=shown(one.secret, clock),
            clock=clock,
        )
        for one in offers
    ]
    assert at_once(own_sessions, *press) == ["WrongState", "done"]


def test_the_last_two_managers_do_not_leave_each_other_alone(
    own_sessions: sessionmaker[Session], clock: MovableClock
) -> None:
    with transaction(own_sessions) as session:
        organization = make_organization(session)
        first, second = (make_account(session, Role.COMPANY, organization) for _ in range(2))
        make_account(session, Role.COMPANY, organization)
        first.is_manager = second.is_manager = True
    ends = at_once(
        own_sessions,
        lambda session: leave_organization(session, session.get_one(Account, first.id)),
        lambda session: erase_account(
            session,
            session.get_one(Account, second.id),
            password=PASSWORD,
            replacement=None,
            clock=clock,
            jobs=RecordingQueue(),
        ),
    )
    assert ends == ["InvalidInput", "done"]
