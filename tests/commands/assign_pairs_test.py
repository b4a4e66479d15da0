"""flask assign-pairs: the assignment of the page, on the command line."""

from __future__ import annotations

from click.testing import Result
from flask import Flask
from sqlalchemy import select

from marketplace.models import Assignment, AssignmentState
from tests.services.assignments.conftest import Shelf
from tests.services.assignments.conftest import shelf as shelf


def run(app: Flask, shelf: Shelf, *arguments: str, slug: str | None = None) -> Result:
    shelf.session.commit()
    return app.test_cli_runner().invoke(
        args=["assign-pairs", "--list", slug or shelf.released.slug, *arguments]
    )


def states(shelf: Shelf) -> list[AssignmentState]:
    return list(shelf.session.scalars(select(Assignment.state).order_by(Assignment.id)))


def test_it_tells_the_trade_and_leaves_a_preview_or_applies_it(app: Flask, shelf: Shelf) -> None:
    shelf.suggest()
    numbers = ("--supplier-cap", "1", "--organization-cap", "0", "--per-demand", "1", "--floor", "1")
    told = run(app, shelf, *numbers)
    assert told.exit_code == 0, told.output
    assert "2 pairs for 2 demands" in told.output
    assert "expected accepted pairs 1.60, without caps 1.70 (5.88% given up); 1 moves" in told.output
    assert set(shelf.states().values()) == {"suggested"}
    applied = run(app, shelf, *numbers, "--apply")
    assert "Applied: 0 new, 0 back, 2 parked." in applied.output
    assert states(shelf) == [AssignmentState.DISCARDED, AssignmentState.APPLIED]


def test_what_is_short_is_named_with_caps_that_would_do(app: Flask, shelf: Shelf) -> None:
    shelf.rank(0, 0.9, probability=False)
    shelf.rank(1, 0.8)
    told = run(app, shelf, "--supplier-cap", "1", "--per-demand", "1", "--floor", "1")
    assert f"{shelf.demands[1].code} has 0 of 1 (caps)" in told.output
    assert "enough to fill every floor: both 2 or per_supply 2" in told.output
    assert "not calibrated" in told.output


def test_refusals_are_said_in_words(app: Flask, shelf: Shelf) -> None:
    refused = run(app, shelf, slug="no-such-list")
    assert (refused.exit_code, "no such opportunity list" in refused.output) == (1, True)
    assert "下限须在" in run(app, shelf, "--floor", "9", "--language", "zh").output
    shelf.engine.down = True
    assert "The engine does not answer" in run(app, shelf).output
