"""Nobody reaches another organization's things: every private address with every object."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from marketplace.models import Account, AccountSession, AuditEvent, Listing, Notification, SavedSearch
from marketplace.permissions import Permission
from marketplace.services.dashboards.figures import Figure
from marketplace.web.access import DECLARATION
from tests.doubles import MovableClock
from tests.web.visitor import Visitor
from tests.web.world import EVERY, World, make_world

# The addresses where both sides and everybody signed in keep what is theirs.
PRIVATE = ("workspace.", "notifications.", "accounts.", "public.search", "public.saved", "public.remove")
# What a link or public text opens to whoever has it, and approaching, which is of another's public listing.
OPEN = frozenset({Permission.READ_PUBLIC, Permission.ANSWER_BY_LINK})
# Whoever asks sees the rows of a figure that are their own: no object of anybody stands in the address.
OF_ONES_OWN = {"figure"}
# What every form of the site may ask for, so that no request fails for what it left out.
SENT = {
    "side": "supply",
    "version": "1",
    "seen": "1",
    "slot": "0",
    "text": "请问能否部署？",
    "why": "不是这样。",
    "reason": "other",
    "note": "说明",
    "published": "y",
    "step": "1",
}


@pytest.fixture
def world(session: Session, clock: MovableClock) -> World:
    """One of everything; the stranger manages a verified organization of its own that has nothing yet."""
    made = make_world(session, clock)
    stranger = made.accounts["stranger"]
    assert stranger is not None
    stranger.is_manager = True
    session.commit()
    return made


def private_rules(app: Flask, method: str) -> Iterator[Rule]:
    """Every rule with an object in its address that only its owner may open."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        view = app.view_functions[rule.endpoint]
        permission = getattr(view, DECLARATION, None)
        if (
            rule.arguments
            and rule.methods
            and method in rule.methods
            and rule.endpoint.startswith(PRIVATE)
            and permission not in OPEN
            and rule.arguments != OF_ONES_OWN
            and "approach" not in rule.rule
        ):
            yield rule


def anothers(session: Session, stranger: Account, name: str) -> list[int | str]:
    """Every object of that kind which is not the stranger's own."""
    own: set[int | str] = set()
    if name == "notification_id":
        own |= set(session.scalars(select(Notification.id).where(Notification.account_id == stranger.id)))
    if name == "search_id":
        own |= set(session.scalars(select(SavedSearch.id).where(SavedSearch.account_id == stranger.id)))
    if name == "session_id":
        own |= set(session.scalars(select(AccountSession.id).where(AccountSession.account_id == stranger.id)))
    if name == "account_id":
        own.add(stranger.id)
    if name == "code":
        mine = select(Listing.code).where(Listing.organization_id == stranger.organization_id)
        own |= set(session.scalars(mine))
    return [one for one in EVERY[name](session) if one not in own]


def addresses(app: Flask, session: Session, stranger: Account, method: str) -> list[str]:
    """Every such address with every object of others."""
    routes = app.url_map.bind("localhost")
    found = []
    for rule in private_rules(app, method):
        names = sorted(rule.arguments)
        objects = [anothers(session, stranger, name) for name in names]
        assert all(objects), (rule.rule, "the small world has none of these that belongs to another")
        for values in itertools.product(*objects):
            found.append(routes.build(rule.endpoint, dict(zip(names, values, strict=True)), method=method))
    return found


@pytest.mark.slow
def test_a_stranger_reads_nothing_of_others(
    app: Flask, visitor: Visitor, world: World, session: Session
) -> None:
    stranger = world.accounts["stranger"]
    assert stranger is not None
    visitor.sign_in(stranger)
    asked = addresses(app, session, stranger, "GET")
    assert len(asked) > 50
    public = f"/{world.file.id}"
    opened = [
        (path, status)
        for path in asked
        if (status := visitor.client.get(path).status_code) not in (403, 404) and not path.endswith(public)
    ]
    assert opened == []


def test_a_strangers_figures_count_nothing_of_others(visitor: Visitor, world: World) -> None:
    """The same pages name these pairs to those whose they are, so empty ones are no accident."""
    pairs = (world.introduced.match, world.waiting.match, world.hidden)
    codes = {listing.code for pair in pairs for listing in (pair.demand, pair.supply)}
    named = {}
    for person in ("stranger", "demand_owner"):
        visitor.sign_in(world.accounts[person])
        pages = [visitor.client.get(f"/workspace/dashboard/{figure}") for figure in Figure]
        named[person] = {code for code in codes for page in pages if code in page.text}
    assert named["stranger"] == set()
    assert named["demand_owner"]


@pytest.mark.slow
def test_a_stranger_changes_nothing_of_others(
    app: Flask, visitor: Visitor, world: World, session: Session
) -> None:
    stranger = world.accounts["stranger"]
    assert stranger is not None
    visitor.sign_in(stranger)
    asked = addresses(app, session, stranger, "POST")
    assert len(asked) > 100
    before = session.scalar(select(func.count(AuditEvent.id)))
    sent = SENT | {"csrf_token": visitor._token()}
    taken = []
    for path in asked:
        status = visitor.client.post(path, data=sent).status_code
        if status not in (400, 403, 404, 409):
            taken.append((path, status))
    assert taken == []
    session.rollback()
    assert session.scalar(select(func.count(AuditEvent.id))) == before
