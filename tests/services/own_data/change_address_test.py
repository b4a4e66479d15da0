"""Another e-mail address is proven before it counts, and a last manager leaves nobody unaware."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, NotAllowed, NotFound
from marketplace.models import (
    EmailChange,
    Kind,
    ListingContact,
    Mail,
    MailState,
    Notification,
    Pace,
    PasswordReset,
    Role,
    Topic,
)
from marketplace.services.accounts.appoint import appoint_manager
from marketplace.services.accounts.forget_links import forget_old_links
from marketplace.services.accounts.lockout import Paused
from marketplace.services.accounts.proofs import NotProven
from marketplace.services.notifications.direct import mail_account
from marketplace.services.notifications.forget_captured import forget_captured
from marketplace.services.notifications.gather import gather_at_once
from marketplace.services.notifications.notify import notify
from marketplace.services.own_data.change_address import (
    ask_new_address,
    confirm_new_address,
    find_new_address,
    waiting_address,
)
from marketplace.services.own_data.erase import erase_account
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account, make_listing, make_organization
from tests.factories.account_sessions import make_email_change, make_reset
from tests.factories.accounts import PASSWORD

NEW = "new@example.cn"


def ask(session: Session, account: object, email: str, clock: MovableClock, password: str = PASSWORD) -> str:
    tokens: list[str] = []
    ask_new_address(
        session,
        account,  # type: ignore[arg-type]
        email,
        password=password,
        clock=clock,
        link_to=lambda token: tokens.append(token) or token,
        sign_in="/sign-in",
    )
    session.flush()
    return tokens[0] if tokens else ""


def mails(session: Session) -> list[tuple[str | None, str | None]]:
    """Topic and address of the mails that wait, in order."""
    return [
        (mail.topic, mail.account.email if mail.account else mail.address)
        for mail in session.scalars(select(Mail).order_by(Mail.id))
    ]


def test_the_new_mailbox_is_proven_and_the_old_one_told(session: Session, clock: MovableClock) -> None:
    account = make_account(session, Role.COMPANY)
    listing = make_listing(session, Kind.SUPPLY, account.organization)
    session.get_one(ListingContact, listing.id).email = account.email
    old = account.email
    make_reset(session, account, clock)
    session.execute(Mail.__table__.delete())
    with pytest.raises(NotProven):
        ask(session, account, NEW, clock, password="wrong horse")
    with pytest.raises(InvalidInput):
        ask(session, account, "no address", clock)
    first, token = ask(session, account, NEW, clock), ask(session, account, NEW.upper(), clock)
    assert mails(session)[-2:] == [(Topic.NEW_ADDRESS_ASKED, old), (Topic.NEW_ADDRESS_LINK, NEW)]
    assert account.email == old and waiting_address(session, account, clock=clock) is not None
    with pytest.raises(NotFound):  # a newer one takes its place
        find_new_address(session, account, first, clock=clock)
    with pytest.raises(NotFound):  # whoever got it by mistake can do nothing with it
        confirm_new_address(session, make_account(session), token, clock=clock)
    confirm_new_address(session, account, token, clock=clock)
    session.flush()
    assert account.email == session.get_one(ListingContact, listing.id).email == NEW
    assert mails(session)[-1] == (Topic.ADDRESS_CHANGED, old)
    assert session.scalars(select(PasswordReset.used_at)).one() is not None
    with pytest.raises(NotFound):
        confirm_new_address(session, account, token, clock=clock)


def test_nobody_learns_whose_address_it_is(session: Session, clock: MovableClock) -> None:
    account, other = make_account(session), make_account(session)
    other.email = "theirs@example.cn"
    session.flush()
    ask(session, account, other.email, clock)
    assert mails(session)[-1] == (Topic.ADDRESS_WANTED, other.email)
    assert waiting_address(session, account, clock=clock) is not None, "it looks the same"
    token = make_email_change(session, account, clock, NEW)
    other.email = NEW
    session.flush()
    with pytest.raises(Conflict):
        confirm_new_address(session, account, token, clock=clock)


def test_the_link_ends(session: Session, clock: MovableClock) -> None:
    account = make_account(session)
    token = ask(session, account, NEW, clock)
    clock.move(hours=24)
    with pytest.raises(NotFound):
        confirm_new_address(session, account, token, clock=clock)
    forget_old_links(session, clock=clock)
    assert session.scalars(select(EmailChange)).all() != []
    clock.move(days=7, seconds=1)
    forget_old_links(session, clock=clock)
    assert session.scalars(select(EmailChange)).all() == []


def test_the_last_manager_says_who_follows(session: Session, clock: MovableClock) -> None:
    organization, administrator = make_organization(session), make_account(session, Role.ADMINISTRATOR)
    manager = make_account(session, Role.COMPANY, organization, is_manager=True)
    colleague = make_account(session, Role.COMPANY, organization)
    make_listing(session, Kind.SUPPLY, organization)
    given = {"password": PASSWORD, "replacement": None, "clock": clock, "jobs": RecordingQueue()}
    with pytest.raises(InvalidInput) as refused:
        erase_account(session, manager, **given)
    assert refused.value.field == "successor"
    erase_account(session, manager, **given, successor=colleague.id)
    assert colleague.is_manager and not manager.active
    with pytest.raises(InvalidInput):  # nobody is left, but a listing is public
        erase_account(session, colleague, **given)
    erase_account(session, colleague, **given, leaves_nobody=True)
    session.flush()
    told = session.scalars(select(Notification).where(Notification.account_id == administrator.id)).one()
    assert told.topic == Topic.ORGANIZATION_WITHOUT_MANAGER


def test_who_leaves_nothing_behind_just_goes(session: Session, clock: MovableClock) -> None:
    manager = make_account(session, Role.COMPANY, is_manager=True)
    erase_account(session, manager, password=PASSWORD, replacement=None, clock=clock, jobs=RecordingQueue())
    assert not manager.active


def test_wrong_passwords_at_erasing_are_counted(session: Session, clock: MovableClock) -> None:
    account = make_account(session)
    given = {"replacement": None, "clock": clock, "jobs": RecordingQueue()}
    for _ in range(4):
        with pytest.raises(NotProven):
            erase_account(session, account, password="wrong horse", **given)
    with pytest.raises(Paused):
        erase_account(session, account, password="wrong horse", **given)
    with pytest.raises(Paused):
        erase_account(session, account, password=PASSWORD, **given)


def test_an_administrator_appoints_a_manager(session: Session, clock: MovableClock) -> None:
    administrator, person = make_account(session, Role.ADMINISTRATOR), make_account(session, Role.COMPANY)
    with pytest.raises(NotAllowed):
        appoint_manager(session, person, person.id, clock=clock)
    with pytest.raises(InvalidInput):
        appoint_manager(session, administrator, administrator.id, clock=clock)
    for _ in range(2):
        appoint_manager(session, administrator, person.id, clock=clock)
    session.flush()
    assert person.is_manager
    assert session.scalars(select(Notification.topic)).all() == [Topic.MANAGER_NOW]


def test_captured_mail_goes_after_a_month_and_is_not_sent_again(
    session: Session, clock: MovableClock
) -> None:
    account = make_account(session)
    notify(session, account, Topic.FACTOR_ON, clock=clock)
    mail_account(session, account, Topic.ADDRESS_KNOWN, clock=clock, link="/")
    gather_at_once(session, clock=clock)
    for mail in session.scalars(select(Mail)):
        mail.state, mail.finished_at = MailState.CAPTURED, clock.now()
    session.flush()
    clock.move(days=30)
    assert forget_captured(session, clock=clock) == 0
    clock.move(seconds=1)
    assert forget_captured(session, clock=clock) == 2
    session.expire_all()
    kept = session.scalars(select(Notification)).one()
    assert (kept.mail_id, kept.pace) == (None, Pace.NEVER)
    assert gather_at_once(session, clock=clock) == 0
