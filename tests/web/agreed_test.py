"""Who may do what is agreed in agreed.txt: neither the table nor a route changes without a decision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from marketplace.models import (
    Account,
    Approach,
    AuditEvent,
    Listing,
    Match,
    MendRequest,
    OrganizationState,
    Question,
    Role,
    Submission,
)
from marketplace.permissions import MANAGERS_ONLY, TABLE, VERIFIED_ONLY, Permission
from marketplace.web.access import DECLARATION, UNDECLARED_BY_DESIGN
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.web.access_test import address, routes
from tests.web.strangers_test import SENT
from tests.web.visitor import Visitor
from tests.web.world import World, make_world, one_of_each

AGREED = Path(__file__).with_name("agreed.txt")
PARAMETER = re.compile(r"<(?:[^<>]*:)?([a-z_]+)>")
SIDES = (Role.COMPANY, Role.DEMAND_OWNER)


@pytest.fixture
def world(session: Session, clock: MovableClock) -> World:
    """One of everything."""
    return make_world(session, clock)


def written() -> list[str]:
    """The lines of the agreement."""
    return [line for line in AGREED.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def roles_of(permission: Permission) -> str:
    """The roles that hold it, as the agreement writes them."""
    held = TABLE[permission]
    words = ["visitor" if role is None else role.value for role in held]
    if len(held) == len(Role) + 1:
        words = ["everyone"]
    elif held == set(Role):
        words = ["signed_in"]
    words.sort()
    words += ["+verified"] * (permission in VERIFIED_ONLY) + ["+managers"] * (permission in MANAGERS_ONLY)
    return f"{permission.value}: {' '.join(words)}"


def test_the_permissions_are_those_agreed_on() -> None:
    assert [roles_of(one) for one in Permission] == [line for line in written() if ": " in line]


def test_every_address_asks_for_what_was_agreed_on(app: Flask) -> None:
    found = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if rule.endpoint not in UNDECLARED_BY_DESIGN:
            path, asks = PARAMETER.sub(r"<\1>", rule.rule), getattr(view, DECLARATION).value
            methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            found += [f"{method} {path} {asks}" for method in methods]
    assert sorted(found) == sorted(line for line in written() if ": " not in line)


def asked(app: Flask, world: World, role: Role) -> Iterator[tuple[str, str, Permission]]:
    """Method, address and permission of every route that somebody of the role is let into."""
    for method in ("GET", "POST"):
        for rule, permission in routes(app, method):
            if role in TABLE[permission]:
                yield method, address(app, world, rule, role), permission


@pytest.mark.parametrize("role", SIDES)
def test_members_and_the_unverified_are_kept_from_what_is_not_theirs(
    app: Flask, visitor: Visitor, world: World, session: Session, role: Role
) -> None:
    """Of the sides: who manages nobody, and who manages an organization that is suspended."""
    account = world.account_of(role)
    assert account is not None and account.organization is not None
    kept = {MANAGERS_ONLY: "member", VERIFIED_ONLY: "manager of a suspended organization"}
    for only, who in kept.items():
        account.is_manager = only is not MANAGERS_ONLY
        account.organization.state = (
            OrganizationState.VERIFIED if only is MANAGERS_ONLY else OrganizationState.SUSPENDED
        )
        session.commit()
        visitor.sign_in(account)
        let_in = [
            (who, method, path, status)
            for method, path, permission in asked(app, world, role)
            if permission in only and (status := knock(visitor, method, path)) != 403
        ]
        assert let_in == []


def knock(visitor: Visitor, method: str, path: str, **more: str) -> int:
    """The status of the answer."""
    if method == "GET":
        return visitor.client.get(path).status_code
    return visitor.client.post(path, data=SENT | more | {"csrf_token": visitor._token()}).status_code


def own_things(session: Session, organization_id: int) -> dict[str, list[int | str]]:
    """What staff might decide about that belongs to the organization, by the parameter it is named with."""
    listings = select(Listing.id).where(Listing.organization_id == organization_id)
    pairs = select(Match.id).where(Match.demand_id.in_(listings) | Match.supply_id.in_(listings))
    return {
        "match_id": list(session.scalars(pairs)),
        "code": list(session.scalars(select(Listing.code).where(Listing.id.in_(listings)))),
        "question_id": list(session.scalars(select(Question.id).where(Question.match_id.in_(pairs)))),
        "approach_id": list(session.scalars(select(Approach.id).where(Approach.listing_id.in_(listings)))),
        "submission_id": list(
            session.scalars(select(Submission.id).where(Submission.listing_id.in_(listings)))
        ),
        "request_id": list(
            session.scalars(select(MendRequest.id).where(MendRequest.listing_id.in_(listings)))
        ),
    }


def test_staff_decide_nothing_of_their_own_organization(
    app: Flask, visitor: Visitor, world: World, session: Session
) -> None:
    owner: Account = world.introduced.owner
    assert owner.organization is not None
    staff = make_account(session, Role.STAFF, owner.organization)
    session.commit()
    visitor.sign_in(staff)
    things = own_things(session, owner.organization.id)
    before = session.scalar(select(func.count(AuditEvent.id)))
    taken, tried = [], 0
    for rule, _permission in routes(app, "POST"):
        if rule.endpoint == "staff.release":  # lets go of nothing but one's own claim
            continue
        if not rule.endpoint.startswith("staff.") or not rule.arguments & set(things):
            continue
        for path in addresses(app, world, rule, things):
            tried += 1
            reason = "outdated" if rule.endpoint == "staff.withdraw" else SENT["reason"]
            status = knock(visitor, "POST", path, reason=reason)
            if status not in (400, 403, 404, 409):
                taken.append((path, status))
    assert tried > 50
    assert not taken, "\n".join(map(str, taken))
    session.rollback()
    assert session.scalar(select(func.count(AuditEvent.id))) == before


def addresses(app: Flask, world: World, rule: Rule, things: dict[str, list[int | str]]) -> Iterator[str]:
    """The rule's address with every own thing of the parameter that names one."""
    [name] = rule.arguments & set(things)
    with app.test_request_context():
        values = one_of_each(world, rule, Role.STAFF)
        paths = [
            app.url_map.bind("localhost").build(rule.endpoint, values | {name: one}, method="POST")
            for one in things[name]
        ]
    yield from paths


# What is taken along is put on record; one's own notification is read by being opened, and whoever opens a
# pair to judge holds it for a while.
RECORDED = {
    "admin.export_audit",
    "notifications.open_one",
    "staff.export_figure",
    "staff.next_pair",
    "staff.second_pair",
    "workspace.export_figure",
}


@pytest.mark.slow
@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_reading_changes_nothing(
    app: Flask, visitor: Visitor, world: World, session: Session, role: Role | None
) -> None:
    """Mail scanners and browsers that fetch ahead follow every link."""
    account, writes = world.account_of(role), list[str]()
    if account is not None:
        visitor.sign_in(account)

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if re.match(r"\s*(INSERT|UPDATE|DELETE)", statement) and "account_sessions" not in statement:
            writes.append(statement.split("SET")[0][:60])

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    changed = []
    try:
        for rule, permission in routes(app, "GET"):
            if role in TABLE[permission] and rule.endpoint not in RECORDED:
                writes.clear()
                visitor.client.get(address(app, world, rule, role))
                if writes:
                    changed.append((rule.rule, list(writes)))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert changed == []
