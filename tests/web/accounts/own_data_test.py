"""One's own data on the pages: read, take along, correct, erase."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, AuditEvent, Kind, ListingContact, Role, SignInGuard
from marketplace.services.answers.accept import accept_match
from marketplace.services.introductions.contact import show_contact
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.factories.account_sessions import make_email_change
from tests.factories.accounts import PASSWORD
from tests.factories.recommended import Recommended, make_recommended
from tests.web.visitor import Visitor


@pytest.fixture
def pair(session: Session, clock: MovableClock, visitor: Visitor) -> Recommended:
    """An introduced pair, seen by the owner; the company's account, signed in, is its listing's contact."""
    made = make_recommended(session)
    session.get_one(ListingContact, made.match.supply_id).email = made.company.email
    for side in Kind:
        accept_match(session, made.on(side), made.match.id, side, made.seen, clock=clock)
        session.flush()
    show_contact(session, made.owner, made.match.id, Kind.DEMAND, clock=clock)
    session.commit()
    visitor.sign_in(made.company)
    visitor.may_see_contacts = True
    return made


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_tells_what_is_kept_and_who_saw_it(
    visitor: Visitor, pair: Recommended, language: str
) -> None:
    page = visitor.get(f"/account/data?lang={language}").to_text()
    assert pair.company.email in page
    assert pair.owner.display_name in page


@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_the_page(visitor: Visitor, session: Session, role: Role) -> None:
    account = make_account(session, role)
    session.commit()
    visitor.may_see_contacts = True
    visitor.sign_in(account)
    for path in ("/account/data", "/account/data/correct", "/account/data/erase"):
        visitor.get(path)


def test_the_zip_holds_the_same_for_machines_and_people(
    visitor: Visitor, session: Session, pair: Recommended
) -> None:
    answer = visitor.post("/account/data/export", expect=200)
    with ZipFile(BytesIO(answer.get_data())) as archive:
        data = json.loads(archive.read("data.json"))
        page = archive.read("data.html").decode()
    assert data["your_contact_was_seen"][0]["seen_by"] == pair.owner.display_name
    assert pair.company.email in {one["value"] for one in data["held"]}
    assert data["sessions"][0]["browser"] == "Firefox" and "Firefox" in page
    assert all(one["why"] and one["since"] for one in data["held"])
    assert pair.company.email in page and pair.owner.display_name in page
    theirs = session.get_one(ListingContact, pair.match.demand_id)
    assert theirs.phone not in page and theirs.phone not in str(data)
    assert session.scalars(select(AuditEvent).where(AuditEvent.action == "account.data_exported")).one()


def test_correcting(visitor: Visitor, session: Session, pair: Recommended) -> None:
    form = {"name": "新名字", "email": pair.company.email, "phone": "13800002222"}
    visitor.post("/account/data/correct", form, expect=303)
    assert session.get_one(ListingContact, pair.match.supply_id).phone == "13800002222"
    visitor.post("/account/data/correct", form | {"email": "other@example.cn"}, expect=400)
    assert session.scalars(select(SignInGuard)).one().failures == 1, "no password is a wrong one"
    visitor.post("/account/data/correct", form | {"name": " "}, expect=400)


def test_erasing_ends_the_session(visitor: Visitor, session: Session, pair: Recommended) -> None:
    form = {"contacts": "replace", "understood": "y", "password": PASSWORD}
    visitor.post("/account/data/erase", form, expect=400)
    colleague = {"name": "同事", "phone": "13900001111", "email": "next@example.cn"}
    visitor.post("/account/data/erase", form | colleague | {"password": "wrong wrong"}, expect=400)
    assert session.scalars(select(SignInGuard)).one().failures == 1
    visitor.post("/account/data/erase", form | colleague, expect=303)
    session.expire_all()
    assert not session.get_one(Account, pair.company.id).active
    assert "/sign-in" in visitor.client.get("/account").headers["Location"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_new_address_is_proven_before_it_counts(
    visitor: Visitor, session: Session, pair: Recommended, clock: MovableClock, language: str
) -> None:
    old, new = pair.company.email, "other@example.cn"
    form = {"name": pair.company.display_name, "email": new, "password": PASSWORD}
    visitor.post("/account/data/correct", form, expect=303)
    session.refresh(pair.company)
    assert pair.company.email == old
    assert "o***@***.cn" in visitor.get(f"/account/data/correct?lang={language}").to_text()
    visitor.post("/account/data/address/drop", expect=303)
    assert "o***@***.cn" not in visitor.get("/account/data/correct").to_text()
    token = make_email_change(session, pair.company, clock, new)
    session.commit()
    assert new in visitor.get(f"/account/data/address/{token}?lang={language}").to_text()
    elsewhere = Visitor(visitor.app, session).sign_in(pair.company)
    elsewhere.may_see_contacts = True
    elsewhere.get("/account")
    visitor.post(f"/account/data/address/{token}", expect=303)
    assert "/sign-in" in elsewhere.client.get("/account").headers["Location"], "every other session has ended"
    visitor.get("/account")
    session.refresh(pair.company)
    assert pair.company.email == new
    visitor.get(f"/account/data/address/{token}?lang={language}", expect=404)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_last_manager_names_a_successor(
    visitor: Visitor, session: Session, pair: Recommended, language: str
) -> None:
    pair.company.is_manager = True
    colleague = make_account(session, Role.COMPANY, pair.company.organization)
    session.commit()
    page = visitor.get(f"/account/data/erase?lang={language}")
    assert colleague.display_name in page.query("#successor")[0].to_text()
    form = {"contacts": "withdraw", "understood": "y", "password": PASSWORD}
    visitor.post("/account/data/erase", form, expect=400)
    visitor.post("/account/data/erase", form | {"successor": str(pair.owner.id)}, expect=400)
    visitor.post("/account/data/erase", form | {"successor": str(colleague.id)}, expect=303)
    session.refresh(colleague)
    assert colleague.is_manager


def test_a_wrong_present_password_is_counted(visitor: Visitor, session: Session, pair: Recommended) -> None:
    new = {"new_password": "four quiet cranes", "repeated": "four quiet cranes"}
    for _ in range(5):
        visitor.post("/account/password", new | {"current_password": "wrong horse"}, expect=400)
    visitor.post("/account/password", new | {"current_password": PASSWORD}, expect=400)
    visitor.post("/sign-out")
    visitor.post("/sign-in", {"email": pair.company.email, "password": PASSWORD}, expect=400)
