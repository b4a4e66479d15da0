"""Accounts: credentials, creation, passwords, activation."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotAllowed, NotFound
from marketplace.models import Account, AuditEvent, Role
from marketplace.services.accounts import passwords
from marketplace.services.accounts.change_password import change_password
from marketplace.services.accounts.choose_language import choose_language
from marketplace.services.accounts.create import create_account
from marketplace.services.accounts.set_active import set_account_active
from marketplace.services.accounts.sign_in import sign_in
from marketplace.services.accounts.sign_out import sign_out_everywhere
from tests.doubles import MovableClock
from tests.factories import make_account, make_organization
from tests.factories.accounts import CHEAP_HASH, PASSWORD

NEW = "a long river of jade"


def actions(session: Session, account: Account) -> list[str]:
    """What the trail says of the account, oldest first."""
    session.flush()
    found = select(AuditEvent.action).where(
        AuditEvent.entity_type == "accounts", AuditEvent.entity_id == account.id
    )
    return list(session.scalars(found.order_by(AuditEvent.id)))


def test_signing_in_is_recorded_and_rehashes(session: Session, clock: MovableClock) -> None:
    account = make_account(session)
    assert sign_in(session, f"  {account.email.upper()} ", PASSWORD, clock=clock) is account
    assert account.last_signed_in_at == clock.now()
    assert account.password_hash != CHEAP_HASH
    assert not passwords.needs_rehash(account.password_hash)
    assert actions(session, account) == ["account.signed_in"]
    kept = account.password_hash
    sign_in(session, account.email, PASSWORD, clock=clock)
    assert account.password_hash == kept


@pytest.mark.parametrize("fault", ["password", "email", "inactive"])
def test_a_refusal_hides_why(session: Session, clock: MovableClock, fault: str) -> None:
    account = make_account(session)
    account.active = fault != "inactive"
    email = "nobody@elsewhere.invalid" if fault == "email" else account.email
    with pytest.raises(InvalidInput, match="e-mail address or the password is wrong"):
        sign_in(session, email, "wrong horse" if fault == "password" else PASSWORD, clock=clock)
    assert account.last_signed_in_at is None
    assert actions(session, account) == []


def test_an_unknown_account_costs_one_verification_too(
    session: Session, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            verified.append(kept)
            return PasswordHasher().verify(kept, password)

        def hash(self, password: str) -> str:
            return CHEAP_HASH

    passwords._nobody.cache_clear()
    monkeypatch.setattr(passwords, "HASHER", Counting())
    with pytest.raises(InvalidInput):
        sign_in(session, "nobody@elsewhere.invalid", PASSWORD, clock=clock)
    passwords._nobody.cache_clear()
    assert verified == [CHEAP_HASH]


def test_the_password_of_the_unknown_account_opens_nothing() -> None:
    assert not passwords.password_matches(None, PASSWORD)
    assert not passwords.password_matches("not a hash", PASSWORD)


def test_create_account(session: Session, clock: MovableClock) -> None:
    organization = make_organization(session)
    made = create_account(
        session,
        None,
        email=" New@Example.ORG ",
        display_name="新账号",
        role=Role.COMPANY,
        password=NEW,
        organization_code=organization.unified_social_credit_code,
    )
    assert made.organization is organization
    assert sign_in(session, "new@example.org", NEW, clock=clock) is made
    assert actions(session, made) == ["account.created", "account.signed_in"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "taken@test.invalid"}, "email"),
        ({"display_name": "  "}, "display_name"),
        ({"password": "short"}, "password"),
        ({"password": "1" * 12}, "password"),
        ({"password": "x" * 190 + "abcdefghijk"}, "password"),
        ({"password": "fresh and long"}, "password"),
        ({"role": Role.COMPANY}, "organization_code"),
        ({"role": Role.STAFF, "organization_code": "915100000000000000"}, "organization_code"),
        ({"role": Role.COMPANY, "organization_code": "unknown"}, "organization_code"),
    ],
)
def test_an_account_with_faults_is_refused(session: Session, change: dict[str, object], field: str) -> None:
    make_account(session).email = "taken@test.invalid"
    session.flush()
    good: dict[str, object] = {
        "email": "fresh@test.invalid",
        "display_name": "新账号",
        "role": Role.STAFF,
        "password": NEW,
    }
    with pytest.raises(InvalidInput) as refused:
        create_account(session, None, **(good | change))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_password_that_nobody_knows_is_never_refused(
    session: Session, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chance once drew the address itself, and the demonstration did not load."""
    drawn = "x01-drawn-by-chance"
    monkeypatch.setattr("secrets.token_urlsafe", lambda length: drawn)
    account = create_account(
        session, None, email="x01@example.org", display_name="Who acts", role=Role.STAFF, password=None
    )
    assert account.active
    with pytest.raises(InvalidInput, match="e-mail address or the password is wrong"):
        sign_in(session, account.email, "", clock=clock)


def test_only_administrators_create_accounts(session: Session) -> None:
    with pytest.raises(NotAllowed):
        create_account(
            session,
            make_account(session, Role.STAFF),
            email="x@test.invalid",
            display_name="x",
            role=Role.STAFF,
            password=NEW,
        )


def test_a_new_password_changes_the_session_key(session: Session, clock: MovableClock) -> None:
    account = make_account(session)
    before = account.get_id()
    change_password(session, account, PASSWORD, NEW, clock=clock)
    assert account.get_id() != before
    assert sign_in(session, account.email, NEW, clock=clock) is account
    assert "account.password_changed" in actions(session, account)


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("wrong", NEW, "current_password"),
        (PASSWORD, "short", "new_password"),
        (PASSWORD, PASSWORD, "new_password"),
    ],
)
def test_a_bad_change_of_password_changes_nothing(
    session: Session, clock: MovableClock, current: str, new: str, field: str
) -> None:
    account = make_account(session)
    before = (account.password_hash, account.session_key)
    with pytest.raises(InvalidInput) as refused:
        change_password(session, account, current, new, clock=clock)
    assert refused.value.field == field
    assert (account.password_hash, account.session_key) == before


def test_signing_out_everywhere_changes_the_session_key(session: Session) -> None:
    account = make_account(session)
    before = account.get_id()
    sign_out_everywhere(session, account)
    assert account.get_id() != before
    assert actions(session, account) == ["account.signed_out_everywhere"]


def test_deactivation_ends_sessions_and_is_recorded_once(session: Session, clock: MovableClock) -> None:
    administrator, account = make_account(session, Role.ADMINISTRATOR), make_account(session)
    before = account.get_id()
    set_account_active(session, administrator, account.id, active=False, clock=clock)
    set_account_active(session, administrator, account.id, active=False, clock=clock)
    assert not account.active
    assert account.get_id() != before
    set_account_active(session, administrator, account.id, active=True, clock=clock)
    assert actions(session, account) == ["account.deactivated", "account.activated"]


def test_deactivation_has_its_limits(session: Session, clock: MovableClock) -> None:
    administrator, account = make_account(session, Role.ADMINISTRATOR), make_account(session)
    with pytest.raises(InvalidInput, match="your own"):
        set_account_active(session, administrator, administrator.id, active=False, clock=clock)
    with pytest.raises(NotFound):
        set_account_active(session, administrator, 10**9, active=False, clock=clock)
    with pytest.raises(NotAllowed):
        set_account_active(
            session, make_account(session, Role.AUDITOR), account.id, active=False, clock=clock
        )


def test_only_known_languages_are_kept(session: Session) -> None:
    account = make_account(session)
    choose_language(session, account, "en")
    assert account.language == "en"
    with pytest.raises(InvalidInput):
        choose_language(session, account, "tlh")
