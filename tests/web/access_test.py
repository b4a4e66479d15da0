"""The whole site's permissions: every route there is, asked for by every role."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from marketplace.models import Role
from marketplace.permissions import TABLE, Permission, allowed
from marketplace.web.access import DECLARATION, UNDECLARED_BY_DESIGN
from tests.doubles import MovableClock
from tests.web.visitor import Visitor
from tests.web.world import EVERY, World, make_world, one_of_each

ROLES: list[Role | None] = [None, *Role]
# Posted to by mail programs, which have no page of ours; the signed address is the proof (RFC 8058).
SIGNED_ADDRESSES = {"notifications.stop_now"}


@pytest.fixture
def world(session: Session, clock: MovableClock) -> World:
    """One of everything."""
    return make_world(session, clock)


def routes(app: Flask, method: str) -> Iterator[tuple[Rule, Permission]]:
    """Every rule that answers the method, with what it asks for."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if rule.endpoint not in UNDECLARED_BY_DESIGN and rule.methods and method in rule.methods:
            yield rule, getattr(app.view_functions[rule.endpoint], DECLARATION)


def address(app: Flask, world: World, rule: Rule, role: Role | None) -> str:
    """The rule's address for somebody of the role."""
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, one_of_each(world, rule, role)))


def fault(response: TestResponse, role: Role | None, permission: Permission) -> str | None:
    """What is wrong with how a route answered; None when it kept to the table."""
    status, place = response.status_code, response.headers.get("Location", "")
    if status >= 500 and status != 503:
        return "crashed"
    if role in TABLE[permission]:
        return "refused" if status in (401, 403) or "/sign-in?" in place else None
    if role is None:
        return None if status == 302 and "/sign-in?" in place else "a visitor is not sent to sign in"
    return None if status == 403 else "let in"


def test_every_route_declares_who_may_call_it(app: Flask) -> None:
    undeclared = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not isinstance(getattr(app.view_functions[rule.endpoint], DECLARATION, None), Permission)
    }
    assert undeclared == set(UNDECLARED_BY_DESIGN)


def test_every_parameter_can_be_filled(app: Flask) -> None:
    names = {
        name
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in UNDECLARED_BY_DESIGN
        for name in rule.arguments
    }
    assert names <= set(EVERY), "teach tests/web/world.py about the new parameters"


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_reading_keeps_to_the_table(
    app: Flask, visitor: Visitor, world: World, session: Session, role: Role | None
) -> None:
    faults = []
    for rule, permission in routes(app, "GET"):
        response = ask(visitor, session, world, role, rule, "GET")
        if wrong := fault(response, role, permission):
            faults.append((rule.rule, permission.value, response.status_code, wrong))
        if role in TABLE[permission] and response.status_code == 404:
            faults.append((rule.rule, permission.value, 404, "not found by those who may read it"))
    assert faults == []


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_changing_keeps_to_the_table(
    app: Flask, visitor: Visitor, world: World, session: Session, role: Role | None
) -> None:
    faults = []
    for rule, permission in routes(app, "POST"):
        response = ask(visitor, session, world, role, rule, "POST")
        if wrong := fault(response, role, permission):
            faults.append((rule.rule, permission.value, response.status_code, wrong))
    assert faults == []


def test_an_auditor_reads_everything_and_changes_nothing(
    app: Flask, visitor: Visitor, world: World, session: Session
) -> None:
    """Their own account and what any visitor may send aside, every form of the site is refused them."""
    taken = []
    for rule, permission in routes(app, "POST"):
        if permission is not Permission.OWN_ACCOUNT and None not in TABLE[permission]:
            response = ask(visitor, session, world, Role.AUDITOR, rule, "POST")
            if response.status_code != 403:
                taken.append((rule.rule, response.status_code))
    assert taken == []
    for page in ("listings", "pairs"):
        answer = ask_path(visitor, session, world, f"/admin/records/{page}")
        assert answer.status_code == 200


def ask_path(visitor: Visitor, session: Session, world: World, path: str) -> TestResponse:
    """Read a page as the auditor."""
    sign_in(visitor, session, world, Role.AUDITOR)
    return visitor.client.get(path)


def test_no_form_is_taken_without_its_token(
    app: Flask, visitor: Visitor, world: World, session: Session
) -> None:
    taken = []
    for rule, permission in routes(app, "POST"):
        if rule.endpoint in SIGNED_ADDRESSES:
            continue
        role = next(role for role in ROLES if role in TABLE[permission])
        sign_in(visitor, session, world, role)
        response = visitor.client.post(address(app, world, rule, role))
        if response.status_code != 400:
            taken.append((rule.rule, response.status_code))
    assert taken == []


def test_a_deactivated_account_is_nobody(
    app: Flask, visitor: Visitor, world: World, session: Session
) -> None:
    account = world.accounts["staff"]
    assert account is not None
    visitor.sign_in(account)
    account.active = False
    session.commit()
    for rule, permission in routes(app, "GET"):
        if not allowed(None, permission):
            response = visitor.client.get(address(app, world, rule, Role.STAFF))
            assert "/sign-in?" in response.headers["Location"], rule.rule


def sign_in(visitor: Visitor, session: Session, world: World, role: Role | None) -> None:
    """Be somebody of the role, whatever earlier requests did to the session."""
    account = world.account_of(role)
    if account is not None:
        session.refresh(account)
        visitor.sign_in(account)


def ask(
    visitor: Visitor, session: Session, world: World, role: Role | None, rule: Rule, method: str
) -> TestResponse:
    """Ask as somebody of the role, with a valid token where the method needs one."""
    sign_in(visitor, session, world, role)
    path = address(visitor.app, world, rule, role)
    if method == "GET":
        return visitor.client.get(path)
    return visitor.client.post(path, data={"csrf_token": visitor._token()})


@pytest.mark.parametrize("role", [Role.COMPANY, Role.STAFF, Role.ADMINISTRATOR])
def test_no_odd_address_crashes(
    app: Flask, visitor: Visitor, world: World, session: Session, role: Role
) -> None:
    crashed = []
    for (rule, permission), odd in itertools.product(
        list(routes(app, "GET")), ("%00", "9" * 30, "%F0%9F%8C%89", "a" * 3000)
    ):
        path = re.sub("<[^>]+>", odd, rule.rule)
        if role in TABLE[permission] and rule.arguments:
            sign_in(visitor, session, world, role)
            status = visitor.client.get(path).status_code
            if status >= 500:
                crashed.append((path[:80], status))
    assert crashed == []
