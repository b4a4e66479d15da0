"""Two hundred demands and fifteen hundred supplies through a year, and everything adds up."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.orm import Session, sessionmaker

from marketplace.app import create_app
from marketplace.jobs.mailroom import MailRoom
from marketplace.jobs.postman import SmtpPostman
from marketplace.settings import Settings
from marketplace.web.context import Collaborators
from marketplace.web.letters import Letters
from tests.doubles import FakeEngine, MovableClock, RecordingQueue
from tests.factories import account_sessions, accounts, kinds, listings, registrations
from tests.jobs.mail_server import Mailbox, mail_server
from tests.year.checks import check_all
from tests.year.complete import check_complete
from tests.year.days import live
from tests.year.mutations import check_that_checks_fail
from tests.year.scoring import ScoringEngine
from tests.year.town import BEGINNING, RunsToDo, Size, Town, date_rows, settle

SITE = "https://jingqiao.example"
SEED = 20261201
WEEKS = Size(32, demands=12, supplies=60, imported=30, owners=3, companies=4, acts_a_day=5)
YEAR = Size(365, demands=200, supplies=1500, imported=700, owners=25, companies=90, acts_a_day=28)


@pytest.fixture(autouse=True)
def numbered_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count the town's people and texts from one: the same year, whatever was tested before."""
    for factory in (account_sessions, accounts, kinds, listings, registrations):
        monkeypatch.setattr(factory, "NUMBERS", count(1))


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as mailbox:
        yield mailbox


def found(sessions: sessionmaker[Session], mailbox: Mailbox, var_dir: Path, size: Size, near: int) -> Town:
    """The town on its first morning."""
    clock = MovableClock()
    clock.moment = BEGINNING
    jobs = RunsToDo()
    settings = Settings(var_dir=var_dir, secret_key="test", rate_limits=False, public_url=SITE)
    app = create_app(settings, Collaborators(sessions, FakeEngine(), RecordingQueue(), clock))
    context = ssl.create_default_context()  # made once: reading every root certificate takes a while
    room = MailRoom(
        writer=Letters(app, SITE),
        postman=lambda: SmtpPostman(mailbox.server, context=context),
        sender="景桥 <no-reply@jingqiao.example>",
        digest_hour=8,
    )
    engine = ScoringEngine(sessions, near)
    town = Town(sessions, engine, room, mailbox, size, Random(SEED), clock, jobs)
    date_rows(town)
    settle(town)
    return town


def pass_days(town: Town) -> None:
    """Live through them, looking at the books every thirty days and at the end."""
    for day in range(town.size.days):
        live(town, day)
        if day % 30 == 29 or day == town.size.days - 1:
            sys.stdout.write(f"day {day + 1}: {check_all(town)}\n")
            sys.stdout.flush()
    assert sum(town.refused.values()) * 20 < sum(town.done.values()), town.refused
    assert town.done["mail after another try"], "no mail had to be tried again"
    assert town.done["DiesEarly"] and town.done["DiesLate"], "nothing was to be sent on the bad days"


@pytest.mark.slow
def test_some_weeks_of_a_small_town(
    own_sessions: sessionmaker[Session], mailbox: Mailbox, var_dir: Path
) -> None:
    town = found(own_sessions, mailbox, var_dir, WEEKS, near=300)
    pass_days(town)
    assert check_that_checks_fail(town)


@pytest.mark.slow
def test_a_whole_year(own_sessions: sessionmaker[Session], mailbox: Mailbox, var_dir: Path) -> None:
    town = found(own_sessions, mailbox, var_dir, YEAR, near=55)
    pass_days(town)
    with town.sessions() as session:
        sys.stdout.write(check_complete(town, session) + "\n")
