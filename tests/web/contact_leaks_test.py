"""No page shows a personal contact to anybody not entitled to it: every route, every object, everyone."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from marketplace.web.access import UNDECLARED_BY_DESIGN
from tests.doubles import MovableClock
from tests.web.visitor import Visitor
from tests.web.world import EVERY, World, contacts_of, make_world, may_see

# Everybody asks for every address with every object, which takes half a minute.
pytestmark = pytest.mark.slow

PEOPLE = (
    "visitor",
    "company",
    "demand_owner",
    "colleague",
    "stranger",
    "staff",
    "administrator",
    "auditor",
    "integrator",
)


@pytest.fixture
def world(session: Session, clock: MovableClock) -> World:
    """One of everything."""
    return make_world(session, clock)


def addresses(app: Flask, session: Session) -> Iterator[tuple[Rule, dict[str, int | str], str]]:
    """Every address that can be read, with every object in every place."""
    routes = app.url_map.bind("localhost")
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint in UNDECLARED_BY_DESIGN or not rule.methods or "GET" not in rule.methods:
                continue
            names = sorted(rule.arguments)
            for values in itertools.product(*(EVERY[name](session) for name in names)):
                filled = dict(zip(names, values, strict=True))
                yield rule, filled, routes.build(rule.endpoint, filled)


def words_of(response: TestResponse) -> str:
    """Everything readable in an answer; a workbook is unpacked first."""
    body = response.get_data()
    if is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    return body.decode(errors="replace")


@pytest.mark.parametrize("person", PEOPLE)
def test_contacts_are_shown_to_nobody_else(
    app: Flask, visitor: Visitor, world: World, session: Session, person: str
) -> None:
    account = world.accounts[person]
    if account is not None:
        visitor.sign_in(account)
    contacts = contacts_of(session)
    leaks = []
    for rule, values, path in list(addresses(app, session)):
        text = words_of(visitor.client.get(path))
        leaks += [
            (path, value)
            for value, listing_id in contacts.items()
            if value in text and not may_see(session, account, listing_id, rule, values)
        ]
    assert leaks == []


def test_who_is_entitled_does_see_them(app: Flask, visitor: Visitor, world: World, session: Session) -> None:
    match = world.introduced.match
    contacts = contacts_of(session)
    theirs = {value for value, listing_id in contacts.items() if listing_id == match.supply_id}
    visitor.sign_in(world.introduced.owner)
    visitor.may_see_contacts = True
    page = visitor.get(f"/workspace/matches/{match.id}").to_text()
    assert {value for value in contacts if value in page} == theirs
    own = {value for value, listing_id in contacts.items() if listing_id == match.demand_id}
    page = visitor.get(f"/workspace/listings/{match.demand.code}").to_text()
    assert {value for value in contacts if value in page} == own


@pytest.mark.parametrize("person", ["visitor", "staff", "stranger"])
def test_contacts_cannot_be_searched_for(
    visitor: Visitor, world: World, session: Session, person: str
) -> None:
    account = world.accounts[person]
    if account is not None:
        visitor.sign_in(account)
    for value, listing_id in contacts_of(session).items():
        if listing_id is not None:
            found = visitor.client.get("/items", query_string={"q": value}).get_data(as_text=True)
            assert "/items/G" not in found, value
            assert "/items/X" not in found, value
