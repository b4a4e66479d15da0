"""flask matcher, as an operator runs it."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from marketplace.services.learning.versions import active_version, newest_version
from tests.doubles import MovableClock, RecordingQueue
from tests.services.learning.conftest import MODEL, make_verdicts


@pytest.fixture(autouse=True)
def verdicts(session: Session, clock: MovableClock) -> None:
    """A site whose reviewers have judged hundreds of pairs."""
    make_verdicts(session, clock)


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["matcher", *arguments])


def newest(session: Session) -> int:
    session.expire_all()
    version = newest_version(session, MODEL)
    assert version is not None
    return version.id


def test_learning_promoting_and_going_back(app: Flask, session: Session, jobs: RecordingQueue) -> None:
    assert run(app, "status").output.strip() == "in service: the weights as shipped"
    learned = run(app, "retrain")
    assert learned.exit_code == 0, learned.output
    number = newest(session)
    assert f"version {number} (candidate, better): 320 verdicts" in learned.output
    assert active_version(session) is None and jobs.refreshed == []

    promoted = run(app, "promote", str(number), "--reason", "better on every list")
    assert f"in service: version {number} (active, better)" in promoted.output
    active = active_version(session)
    assert active is not None and (active.id, active.reason) == (number, "better on every list")
    assert f"in service: version {number}" in run(app, "status").output

    back = run(app, "rollback", "--reason", "an error in the list")
    assert back.output.strip() == "in service again: the weights as shipped"
    session.expire_all()
    assert active_version(session) is None
    assert [reason for _, reason in jobs.refreshed] == ["matcher_changed", "matcher_changed"]


def test_in_one_step_what_is_better_is_promoted(app: Flask, session: Session) -> None:
    done = run(app, "retrain", "--promote")
    assert done.exit_code == 0, done.output
    active = active_version(session)
    assert active is not None and f"in service: version {active.id}" in done.output


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["promote", "987654321"], "no such version"),
        (["promote", "0"], "0 is not in the range"),
        (["rollback"], "there is nothing to roll back"),
    ],
)
def test_what_cannot_be_done_is_said_and_the_status_is_not_zero(
    app: Flask, session: Session, arguments: list[str], problem: str
) -> None:
    refused = run(app, *arguments)
    assert refused.exit_code != 0
    assert problem in refused.output
    assert active_version(session) is None
