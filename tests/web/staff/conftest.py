"""A clerk at the staff pages, and a count of the queries a page takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from justhtml import JustHTML
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from marketplace.models import Match
from tests.factories import make_account
from tests.web.visitor import Visitor

CountQueries = Callable[[Callable[[], object]], int]


@pytest.fixture
def clerk(visitor: Visitor, session: Session) -> Visitor:
    """Signed in as staff of no organization."""
    return visitor.sign_in(make_account(session))


@pytest.fixture
def count_queries(database: Engine) -> CountQueries:
    """How many statements a call sends to the database, savepoints apart."""

    def count(call: Callable[[], object]) -> int:
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if "SAVEPOINT" not in statement:
                sent.append(statement)

        event.listen(database, "before_cursor_execute", note)
        try:
            call()
        finally:
            event.remove(database, "before_cursor_execute", note)
        return len(sent)

    return count


def attribute(page: JustHTML, selector: str, name: str) -> str:
    """An attribute of the first element that the selector finds."""
    value = (page.query(selector)[0].attrs or {})[name]
    assert value is not None, f"{selector} has an empty {name}"
    return value


def form_of(match: Match, **more: object) -> dict[str, object]:
    """What the pair page's form would send."""
    assert match.demand.published_version and match.supply.published_version
    return {
        "version": match.version,
        "demand_hash": match.demand.published_version.content_hash,
        "supply_hash": match.supply.published_version.content_hash,
    } | more
