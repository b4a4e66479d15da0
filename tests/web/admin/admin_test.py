"""The administration's pages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from marketplace.models import Account, AuditEvent, Role
from marketplace.settings import ROOT
from marketplace.web.action_words import ACTIONS
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.web.visitor import Visitor
from tests.web.world import make_world

RECORDERS = {"record_event", "change_listing_state", "change_match_state", "change_import_state"}


def recorded_actions(folder: Path) -> set[str]:
    """Every action that the code names where it records an event."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RECORDERS:
                constants = (inner for argument in node.args for inner in ast.walk(argument))
                values = {inner.value for inner in constants if isinstance(inner, ast.Constant)}
                found |= {value for value in values if isinstance(value, str) and "." in value.strip(".")}
    return found


def test_every_recorded_action_has_its_words() -> None:
    recorded = recorded_actions(ROOT / "marketplace")
    assert {"match.accept", "account.deactivated"} <= recorded
    assert recorded <= set(ACTIONS)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_every_page_opens(
    visitor: Visitor, session: Session, clock: MovableClock, role: Role, language: str
) -> None:
    world = make_world(session, clock)
    account = world.account_of(role)
    assert account is not None
    visitor.sign_in(account)
    for name in ("audit", "disclosures", "organizations", "accounts"):
        visitor.may_see_contacts = name == "accounts"  # account addresses, whole or masked
        visitor.get(f"/admin/{name}?lang={language}")


@pytest.mark.parametrize("name", ["audit", "disclosures", "organizations"])
def test_pages_without_rows_open(visitor: Visitor, session: Session, name: str) -> None:
    page = visitor.sign_in(make_account(session, Role.AUDITOR)).get(f"/admin/{name}")
    assert page.query(".empty") and not page.query("tbody tr")


def test_the_trail_says_who_when_from_and_to(visitor: Visitor, session: Session) -> None:
    staff = make_account(session)
    session.add(
        AuditEvent(
            actor_id=staff.id,
            action="match.reject",
            entity_type="matches",
            entity_id=7,
            from_state="suggested",
            to_state="rejected",
            details={
                "reason": "over_budget",
                "verdict": "reject",
                "old": {"name": "甲"},
                "sides": ["demand", "supply"],
            },
        )
    )
    session.commit()
    visitor.sign_in(make_account(session, Role.AUDITOR))
    row = visitor.get("/admin/audit?entity_type=matches&entity_id=7").query("tbody tr")
    assert len(row) == 1
    for shown, found in (("%237", True), ("G0001", False)):
        page = visitor.get(f"/admin/audit?entity_type=matches&entity_id={shown}")
        assert bool(page.query("tbody tr")) is found
    assert (page.query("#entity_id")[0].attrs or {})["value"] == "G0001"
    text = row[0].to_text()
    for expected in (
        staff.display_name,
        "不推荐对接",
        "对接 7",
        "待审核",
        "甲 → –",
        "需求、供给",
        "超出预算",
    ):
        assert expected in text


@pytest.mark.parametrize(
    ("action", "details", "expected"),
    [
        ("match.decline", {"reason": "over_budget"}, "超出我方预算"),
        ("match.reject", {"reason": "duplicate"}, "重复条目"),
        ("match.reopen", {"cause": "rejection_expired"}, "不推荐已到期"),
        ("listing.withdraw", {"reason": "personal_data"}, "含有个人信息"),
        ("listing.withdraw", {"reason": "of_old"}, "原因代码 of_old"),
    ],
)
def test_coded_reasons_are_read_in_words(
    visitor: Visitor, session: Session, action: str, details: dict[str, str], expected: str
) -> None:
    session.add(AuditEvent(action=action, entity_type="listings", entity_id=3, details=details))
    session.commit()
    visitor.sign_in(make_account(session, Role.AUDITOR))
    assert expected in visitor.get("/admin/audit?entity_id=3").query("tbody tr")[0].to_text()


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "until=2026-13-01",
        "page=-3",
        "page=99999999999999999999999",
        "entity_id=99999999999999999999",
        "entity_id=x",
        "actor=x",
        "actor=99999999999999999999",
        "since=9999-12-31&until=9999-12-31",
        "since=0001-01-01&until=0001-01-01",
        "action=%F0%9F%8C%89",
    ],
)
def test_an_odd_address_is_still_answered(visitor: Visitor, session: Session, query: str) -> None:
    session.add(AuditEvent(action="listing.publish", entity_type="listings", entity_id=3))
    visitor.sign_in(make_account(session, Role.AUDITOR))
    page = visitor.get(f"/admin/audit?{query}")
    assert page.query("form.trail-filters") and bool(page.query("tbody tr")) != bool(page.query(".empty"))


def test_a_wrong_date_is_named(visitor: Visitor, session: Session) -> None:
    visitor.sign_in(make_account(session, Role.AUDITOR))
    assert "“yesterday”不是有效日期" in visitor.get("/admin/audit?since=yesterday").to_text()


def test_pages_keep_the_filters_and_nothing_else(visitor: Visitor, session: Session) -> None:
    for _ in range(60):
        session.add(AuditEvent(action="listing.publish", entity_type="listings", entity_id=1))
    session.commit()
    visitor.sign_in(make_account(session, Role.AUDITOR))
    page = visitor.get("/admin/audit?entity_type=listings&_external=1&_anchor=x&evil=1")
    following = page.query('a[rel="next"]')[0].attrs or {}
    assert following["href"] == "/admin/audit?entity_type=listings&page=2"


def test_administrators_let_accounts_in_and_out(visitor: Visitor, session: Session) -> None:
    account = make_account(session)
    visitor.sign_in(make_account(session, Role.ADMINISTRATOR))
    visitor.post(f"/admin/accounts/{account.id}/deactivate", expect=303)
    session.expire_all()
    assert not session.get_one(Account, account.id).active
    visitor.post(f"/admin/accounts/{account.id}/activate", expect=303)
    session.expire_all()
    assert session.get_one(Account, account.id).active


def test_an_administrator_cannot_lock_themselves_out(visitor: Visitor, session: Session) -> None:
    administrator = make_account(session, Role.ADMINISTRATOR)
    visitor.sign_in(administrator)
    visitor.post(f"/admin/accounts/{administrator.id}/deactivate", expect=400)
    visitor.post("/admin/accounts/999999/deactivate", expect=404)
    session.expire_all()
    assert session.get_one(Account, administrator.id).active
    assert visitor.get("/admin/audit").query("h1"), "still signed in"


def test_auditors_only_read(visitor: Visitor, session: Session) -> None:
    account = make_account(session)
    visitor.sign_in(make_account(session, Role.AUDITOR))
    visitor.may_see_contacts = True
    page = visitor.get("/admin/accounts")
    assert account.email not in page.to_text()
    assert not page.query("main form")
    visitor.post(f"/admin/accounts/{account.id}/deactivate", expect=403)
