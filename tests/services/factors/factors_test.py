"""The second factor: set up, asked for, each code taken once, taken away."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from marketplace.errors import Gone, InvalidInput, NotAllowed, WrongState
from marketplace.models import Account, Notification, Proof, RecoveryCode, Role, SecondFactor, Topic
from marketplace.services.accounts.change_password import change_password
from marketplace.services.accounts.end_pause import end_pause
from marketplace.services.accounts.lockout import Paused
from marketplace.services.accounts.proofs import NotProven
from marketplace.services.accounts.sign_in import sign_in
from marketplace.services.factors.codes import is_code, step_of, typed
from marketplace.services.factors.find import needs_code, state_of_factor
from marketplace.services.factors.prove import prove_code, sign_in_with_code
from marketplace.services.factors.set_up import confirm_factor, offer_secret, offered_before, renew_codes
from marketplace.services.factors.take_away import reset_factor, switch_off_factor
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.factories.accounts import PASSWORD
from tests.factories.factors import code_of, make_factor, shown
from tests.services.accounts.accounts_test import actions

# RFC 6238, appendix B: the secret, moments, and the last six digits of the SHA-1 codes.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}


def told(session: Session, account: Account) -> list[str]:
    session.flush()
    return list(
        session.scalars(
            select(Notification.topic).where(Notification.account_id == account.id).order_by("id")
        )
    )


def test_codes_are_those_of_the_standard() -> None:
    clock = MovableClock()
    for moment, code in RFC_CODES.items():
        at = clock.now().fromtimestamp(moment, tz=clock.now().tzinfo)
        assert step_of(RFC_SECRET, code, at=at, after=None) == moment // 30
        assert step_of(RFC_SECRET, code, at=at, after=moment // 30) is None, "taken once"
    assert typed(" １２３ 4-56 ") == "123456"
    assert is_code("123456") and not is_code("１２３４５６") and not is_code("12345a")


def test_it_counts_once_a_first_code_has_come_back(session: Session, clock: MovableClock) -> None:
    account = make_account(session)
    offer = offer_secret(session, account, password=PASSWORD, clock=clock)
    assert offered_before(account, offer.sealed, clock=clock) == offer, "the picture stays while one scans it"
    assert not needs_code(session, account)
    code, key = shown(offer.secret, clock), account.session_key
    with pytest.raises(NotProven):
        confirm_factor(session, account, sealed=offer.sealed, code="000000", clock=clock)
    assert not needs_code(session, account)
    codes = confirm_factor(session, account, sealed=offer.sealed, code=code, clock=clock)
    assert len(set(codes)) == 10 and all(len(one) == 19 for one in codes)
    assert needs_code(session, account) and account.session_key != key
    assert actions(session, account) == ["account.factor_on"]
    assert told(session, account) == [Topic.FACTOR_ON]
    state = state_of_factor(session, account)
    assert state is not None and state.codes_left == 10
    with pytest.raises(WrongState):
        offer_secret(session, account, password=PASSWORD, clock=clock)
    with pytest.raises(NotProven):
        prove_code(session, account, code, clock=clock)


def test_a_borrowed_session_learns_no_key(session: Session, clock: MovableClock) -> None:
    """Not before the owner sets it up, not while they do, and it cannot put a key of its own there."""
    account, thief = make_account(session), make_account(session)
    with pytest.raises(NotProven):
        offer_secret(session, account, password="a guess", clock=clock)
    first, second = (offer_secret(session, account, password=PASSWORD, clock=clock) for _ in range(2))
    assert first.secret != second.secret and first.secret not in first.sealed
    session.flush()
    assert session.scalars(select(SecondFactor)).all() == [], "nothing waits where another page could find it"
    own = offer_secret(session, thief, password=PASSWORD, clock=clock)
    for sealed in (own.sealed, "", "made up", first.sealed[:-4], "é" * 8):
        with pytest.raises(Gone):
            confirm_factor(session, account, sealed=sealed, code=shown(own.secret, clock), clock=clock)
    clock.move(minutes=31)
    with pytest.raises(Gone):
        confirm_factor(session, account, sealed=first.sealed, code=shown(first.secret, clock), clock=clock)
    assert not needs_code(session, account)


def test_an_offer_ends_with_the_sessions(session: Session, clock: MovableClock) -> None:
    """Whoever learned the password and opened the page has nothing in hand once it is changed."""
    account = make_account(session)
    offer = offer_secret(session, account, password=PASSWORD, clock=clock)
    change_password(session, account, PASSWORD, "four quiet cranes at dusk", clock=clock)
    with pytest.raises(Gone):
        confirm_factor(session, account, sealed=offer.sealed, code=shown(offer.secret, clock), clock=clock)


def test_nothing_lies_in_the_open(session: Session, clock: MovableClock) -> None:
    account = make_account(session)
    codes = make_factor(session, account, clock)
    session.flush()
    kept = str(session.execute(text("SELECT * FROM second_factors, recovery_codes")).all())
    assert session.get_one(SecondFactor, account.id).secret not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_signing_in_is_recorded_by_the_second_step(session: Session, clock: MovableClock) -> None:
    account = make_account(session)
    make_factor(session, account, clock)
    for _ in range(4):
        with pytest.raises(InvalidInput):
            sign_in(session, account.email, "wrong horse", clock=clock)
    assert sign_in(session, account.email, PASSWORD, clock=clock) is account
    assert account.last_signed_in_at is None and actions(session, account) == []
    with pytest.raises(Paused):  # the right password alone has forgotten no failure
        sign_in(session, account.email, "wrong horse", clock=clock)
    code = code_of(session, account, clock)
    assert sign_in_with_code(session, account, code, clock=clock) is Proof.AUTHENTICATOR
    assert account.last_signed_in_at == clock.now()
    assert actions(session, account)[-1] == "account.signed_in"
    assert sign_in(session, account.email, PASSWORD, clock=clock) is account, "and the pause is over"
    with pytest.raises(NotProven):
        sign_in_with_code(session, account, code, clock=clock)


def test_a_code_of_the_step_before_or_after_is_taken_and_none_before_the_last(
    session: Session, clock: MovableClock
) -> None:
    account = make_account(session)
    make_factor(session, account, clock)
    early = code_of(session, account, clock)
    clock.move(seconds=30)
    now = code_of(session, account, clock)
    prove_code(session, account, now, clock=clock)
    with pytest.raises(NotProven):  # it would still be in time, but a later one has been used
        prove_code(session, account, early, clock=clock)
    clock.move(seconds=90)
    ahead = MovableClock()
    ahead.moment = clock.moment
    ahead.move(seconds=30)
    prove_code(session, account, code_of(session, account, ahead), clock=clock)


def test_wrong_codes_pause_the_factor(session: Session, clock: MovableClock) -> None:
    account, administrator = make_account(session), make_account(session, Role.ADMINISTRATOR)
    make_factor(session, account, clock)
    for _ in range(4):
        with pytest.raises(NotProven):
            prove_code(session, account, "000000", clock=clock)
    with pytest.raises(Paused):
        prove_code(session, account, "a wrong recovery code", clock=clock)
    with pytest.raises(Paused):
        prove_code(session, account, code_of(session, account, clock), clock=clock)
    assert actions(session, account) == ["account.paused"]
    end_pause(session, administrator, account.id)
    prove_code(session, account, code_of(session, account, clock), clock=clock)


def test_a_recovery_code_is_used_up(session: Session, clock: MovableClock) -> None:
    account, other = make_account(session), make_account(session)
    codes, theirs = make_factor(session, account, clock), make_factor(session, other, clock)
    given = codes[0].upper().replace("-", " ").replace("0", "O").replace("1", "I")
    assert prove_code(session, account, given, clock=clock) is Proof.RECOVERY_CODE
    for wrong in (codes[0], theirs[0], ""):
        with pytest.raises(NotProven):
            prove_code(session, account, wrong, clock=clock)
    note = session.scalars(select(Notification).where(Notification.account_id == account.id)).one()
    assert (note.topic, note.details) == (Topic.RECOVERY_CODE_USED, {"left": 9})
    fresh = renew_codes(session, account, code=codes[1], clock=clock)
    with pytest.raises(NotProven):
        prove_code(session, account, codes[2], clock=clock)
    prove_code(session, account, fresh[0], clock=clock)


def test_switching_off_takes_password_and_code(session: Session, clock: MovableClock) -> None:
    account = make_account(session)
    make_factor(session, account, clock)
    code = code_of(session, account, clock)
    for wrong in ({"code": "000000", "password": PASSWORD}, {"code": code, "password": "wrong horse"}):
        with pytest.raises(NotProven):
            switch_off_factor(session, account, **wrong, clock=clock)
    switch_off_factor(session, account, code=code, password=PASSWORD, clock=clock)
    assert not needs_code(session, account)
    assert session.scalars(select(RecoveryCode)).all() == []
    assert actions(session, account) == ["account.factor_off"]
    assert told(session, account) == [Topic.FACTOR_OFF]


def test_an_administrator_resets_it_once(session: Session, clock: MovableClock) -> None:
    account, administrator = make_account(session), make_account(session, Role.ADMINISTRATOR)
    make_factor(session, account, clock)
    make_factor(session, administrator, clock)
    with pytest.raises(NotAllowed):
        reset_factor(session, make_account(session), account.id, clock=clock)
    with pytest.raises(InvalidInput):
        reset_factor(session, administrator, administrator.id, clock=clock)
    key = account.session_key
    for _ in range(2):
        reset_factor(session, administrator, account.id, clock=clock)
    assert not needs_code(session, account) and account.session_key != key
    assert actions(session, account) == ["account.factor_reset"]
    assert told(session, account) == [Topic.FACTOR_RESET]
