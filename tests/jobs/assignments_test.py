"""The working out of an assignment as a job."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from marketplace.database import transaction
from marketplace.errors import EngineUnavailable
from marketplace.jobs import assignments
from marketplace.jobs.assignments import work_out
from marketplace.jobs.queue import MATCHING_QUEUE
from marketplace.jobs.worker import run_worker
from marketplace.models import Assignment, AssignmentState, Listing
from marketplace.services.assignments.ask import ask_assignment
from marketplace.services.assignments.choice import Choice
from tests.doubles import FakeEngine
from tests.factories import make_list
from tests.jobs.conftest import Workplace


def ask(workplace: Workplace, enqueue: bool = False) -> int:
    with transaction(workplace.sessions) as session:
        released = make_list(session, session.scalars(select(Listing)).unique().all())
        jobs = workplace.jobs if enqueue else None
        return ask_assignment(session, None, released.slug, Choice(1, None, 1, 1), jobs=jobs).id


def read(workplace: Workplace, number: int) -> Assignment:
    with workplace.sessions() as session:
        return session.get_one(Assignment, number)


def test_the_worker_works_out_what_was_asked_for(workplace: Workplace, listings: dict[str, int]) -> None:
    number = ask(workplace, enqueue=True)

    run_worker(workplace.url, workplace, top=5, only=MATCHING_QUEUE)

    done = read(workplace, number)
    assert (done.state, done.error) == (AssignmentState.PREVIEWED, None)
    assert (done.report["demands"], done.report["pairs"]) == (2, 2)


def test_a_dead_engine_leaves_it_for_another_try(workplace: Workplace, listings: dict[str, int]) -> None:
    number = ask(workplace)
    dead = FakeEngine()
    dead.down = True
    workplace.engine = dead
    with pytest.raises(EngineUnavailable):
        work_out(workplace, number)
    assert read(workplace, number).state is AssignmentState.PREPARING


def test_a_bug_ends_it_in_writing(
    workplace: Workplace, listings: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise LookupError("no such thing")

    monkeypatch.setattr(assignments, "prepare_assignment", broken)
    number = ask(workplace)
    with pytest.raises(LookupError):
        work_out(workplace, number)
    failed = read(workplace, number)
    assert (failed.state, failed.error) == (AssignmentState.FAILED, "LookupError")
