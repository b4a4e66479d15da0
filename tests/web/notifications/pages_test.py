"""The pages about being told of things, as their readers use them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import (
    Mail,
    MailState,
    Notification,
    NotificationPreference,
    Pace,
    Role,
    SavedSearch,
    TopicGroup,
)
from marketplace.web.stop_tokens import Stop, make_token
from tests.doubles import MovableClock
from tests.web.told_world import make_mail
from tests.web.visitor import Visitor
from tests.web.world import World, make_world


@pytest.fixture
def world(session: Session, clock: MovableClock) -> World:
    return make_world(session, clock)


def test_the_bell_counts_and_opening_one_reads_it(visitor: Visitor, world: World, session: Session) -> None:
    company = world.introduced.company
    visitor.sign_in(company)
    waiting = session.scalars(select(Notification.id).where(Notification.account_id == company.id)).all()
    page = visitor.get("/notifications")
    assert str(len(waiting)) in page.query(".menu-count")[0].to_text()
    assert len(page.query(".told-unread")) == len(waiting)
    opened = visitor.client.get(f"/notifications/{world.told.notifications[company.id]}")
    assert opened.location.startswith("/workspace/matches/")
    assert len(visitor.get("/notifications?show=unread").query(".told-unread")) == len(waiting) - 1
    newest = visitor.get("/notifications").query("input[name=newest]")[0].attrs["value"]
    visitor.post("/notifications/read", {"newest": newest})
    assert visitor.get("/notifications").query(".menu-count") == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("who", ["company", "staff", "administrator", "auditor"])
def test_the_pages_are_whole_in_both_languages(
    visitor: Visitor, world: World, who: str, language: str
) -> None:
    account = world.accounts[who]
    assert account is not None
    visitor.sign_in(account)
    for path in (
        "/notifications",
        "/notifications/preferences",
        "/searches",
        f"/searches/{world.told.searches[account.id]}",
        "/searches/new?kind=demand&q=%E8%A7%86%E8%A7%89",
        "/items?kind=demand",
    ):
        visitor.get(path + ("&" if "?" in path else "?") + f"lang={language}")
    if who in ("staff", "administrator"):
        for path in ("/staff/mail", "/staff/mail?view=trouble", f"/staff/mail/{world.told.failed.id}"):
            visitor.get(path + ("&" if "?" in path else "?") + f"lang={language}")


def test_anothers_notification_is_not_there(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.introduced.owner)
    visitor.get(f"/notifications/{world.told.notifications[world.introduced.company.id]}", expect=404)


def test_choices_are_kept_and_the_safety_of_the_account_is_not_for_choice(
    visitor: Visitor, world: World, session: Session
) -> None:
    company = world.introduced.company
    visitor.sign_in(company).post(
        "/notifications/preferences", {"pairs": "at_once", "listings": "never", "account": "never"}
    )
    rows = session.scalars(
        select(NotificationPreference).where(NotificationPreference.account_id == company.id)
    )
    assert {row.topic_group: row.pace for row in rows} == {
        TopicGroup.PAIRS: Pace.AT_ONCE,
        TopicGroup.LISTINGS: Pace.NEVER,
    }


def test_one_click_stops_without_signing_in_and_looking_does_not(
    app: Flask, visitor: Visitor, world: World, session: Session
) -> None:
    company = world.introduced.company
    with app.test_request_context():
        path = f"/stop-mail/{make_token(Stop(account_id=company.id, groups=(TopicGroup.PAIRS,)))}"
    visitor.get(path)
    mine = select(NotificationPreference).where(NotificationPreference.account_id == company.id)
    assert session.scalars(mine).all() == []
    answer = visitor.client.post(path, data={"List-Unsubscribe": "One-Click"})  # as a mail program does
    assert answer.status_code == 200
    assert [(row.topic_group, row.pace) for row in session.scalars(mine)] == [(TopicGroup.PAIRS, Pace.NEVER)]
    visitor.get(path + "x", expect=404)


def test_a_search_is_saved_from_the_listings_and_given_up(
    visitor: Visitor, world: World, session: Session
) -> None:
    company = world.introduced.company
    visitor.sign_in(company)
    page = visitor.get("/items?kind=demand&q=%E8%A7%86%E8%A7%89&sort=code")
    link = page.query("a[href^='/searches/new']")[0].attrs["href"]
    assert "sort" not in str(link)
    visitor.post(str(link), {"name": "视觉需求"})
    kept = session.scalars(select(SavedSearch).where(SavedSearch.name == "视觉需求")).one()
    assert kept.query == {"text": "视觉", "kinds": ["demand"]}
    visitor.post(f"/searches/{kept.id}/remove")
    assert session.scalars(select(SavedSearch).where(SavedSearch.name == "视觉需求")).all() == []


def test_staff_settle_a_mail_that_did_not_arrive(visitor: Visitor, world: World, session: Session) -> None:
    staff = world.accounts["staff"]
    assert staff is not None
    visitor.sign_in(staff)
    path = f"/staff/mail/{world.told.failed.id}"
    page = visitor.get(path)
    assert world.waiting.match.supply.code in page.to_text()
    visitor.post(path, {"decision": "again"})
    mail = session.get_one(Mail, world.told.failed.id)
    session.refresh(mail)
    assert mail.state is MailState.QUEUED
    visitor.post(path, {"decision": "arrived"}, expect=409)


def test_staff_read_what_to_correct_when_the_address_is_unknown(
    visitor: Visitor, world: World, session: Session, clock: MovableClock
) -> None:
    company, staff, supply = world.introduced.company, world.accounts["staff"], world.waiting.match.supply
    readers = [{"account_id": company.id}, {"listing_id": supply.id}, {"address": "nobody@example.com"}]
    bounced = [
        make_mail(clock, str(one), state=MailState.BOUNCED, **reader) for one, reader in enumerate(readers)
    ]
    session.add_all(bounced)
    session.flush()
    assert staff is not None
    visitor.sign_in(staff)
    named = (company.display_name, supply.organization.name, "重新邀请")
    for mail, name in zip(bounced, named, strict=True):
        notice = visitor.get(f"/staff/mail/{mail.id}").query(".notice")[0].to_text()
        assert "该邮箱不存在" in notice and name in notice
    assert "已退信" in visitor.get("/staff/mail?view=trouble").to_text()
    visitor.sign_in(company)
    page = visitor.get("/notifications/preferences")
    assert page.query(".notice a[href='/account/data/correct']")


def test_the_text_of_a_sent_mail_is_its_readers_alone(
    visitor: Visitor, world: World, session: Session
) -> None:
    kept = session.scalars(select(Mail).where(Mail.state == MailState.CAPTURED)).first()
    staff = world.accounts["staff"]
    assert kept is not None and staff is not None
    visitor.sign_in(staff)
    answer = visitor.client.get(f"/staff/mail/{kept.id}/html")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "请查看" in answer.get_data(as_text=True)
    assert "请查看并答复" not in visitor.get(f"/staff/mail/{world.told.failed.id}").to_text()
    assert staff.role is Role.STAFF
