"""The learning page: empty, with a candidate, and its buttons for administrators only."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from marketplace.models import MatcherVersionState, Review, Role
from marketplace.services.learning import retrain, show
from marketplace.services.learning.retrain import retrain_matcher
from marketplace.services.learning.versions import active_version, list_versions
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account, make_match
from tests.services.learning.conftest import reviewed, shipped_for
from tests.web.visitor import Visitor

__all__ = ["reviewed"]

PAGE, RETRAIN, PROMOTE, BACK = (f"/staff/learning{end}" for end in ("", "/retrain", "/promote", "/roll-back"))


def test_a_young_site_has_a_page_that_says_so(visitor: Visitor, session: Session) -> None:
    page = visitor.sign_in(make_account(session)).get(PAGE)
    assert page.query("h1")[0].to_text().strip()
    assert page.query('.panel-accent a[href="/staff"]')  # where verdicts come from
    assert len(page.query(".learning-section")) == 4  # versions, drift, agreement, the simulation
    assert page.query("svg.curve")  # the shipped simulation is drawn from the first day on
    assert not page.query(f'form[action="{RETRAIN}"]')


def test_a_month_without_verdicts_is_not_drawn(visitor: Visitor, session: Session) -> None:
    make_match(session)
    section = visitor.sign_in(make_account(session)).get(PAGE).query('[aria-labelledby="drift-title"]')[0]
    assert section.query(".empty") and not section.query(".band-chart")


def test_too_few_verdicts_are_said_to_be_too_few(visitor: Visitor, session: Session) -> None:
    visitor.sign_in(make_account(session, Role.ADMINISTRATOR)).post(RETRAIN, expect=303)
    assert list_versions(session) == []
    assert visitor.get(PAGE).query(".flashes")


def test_an_administrator_promotes_and_rolls_back(
    visitor: Visitor,
    session: Session,
    reviewed: Sequence[Review],
    jobs: RecordingQueue,
    clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(retrain, "shipped_weights", shipped_for)
    candidate = retrain_matcher(session, None, clock=clock, shipped_for=shipped_for)
    session.commit()
    monkeypatch.setattr(show, "shipped_weights", shipped_for)
    clerk = visitor.sign_in(make_account(session))
    page = clerk.get(PAGE)
    assert page.query(".weight-bars") and page.query(".band-chart")
    assert not page.query(f'form[action="{PROMOTE}"]')
    clerk.post(PROMOTE, {"version_id": candidate.id}, expect=403)

    administrator = visitor.sign_in(make_account(session, Role.ADMINISTRATOR))
    assert administrator.get(PAGE).query(f'form[action="{PROMOTE}"]')
    administrator.post(PROMOTE, {"version_id": candidate.id}, expect=303)
    session.expire_all()
    assert active_version(session) == candidate
    assert administrator.get(PAGE).query(f'form[action="{BACK}"]')
    administrator.post(BACK, expect=303)
    session.expire_all()
    assert active_version(session) is None
    assert candidate.state is MatcherVersionState.RETIRED
    assert len(jobs.refreshed) == 2
    administrator.post(BACK, expect=409)
    administrator.post(PROMOTE, {"version_id": "x"}, expect=400)


def test_the_page_reads_in_english_too(
    visitor: Visitor, session: Session, reviewed: Sequence[Review]
) -> None:
    page = visitor.sign_in(make_account(session)).get(f"{PAGE}?lang=en")
    assert page.query("h1")[0].to_text().strip() == "Matcher learning"
