"""The nightly learning makes a candidate of the verdicts there are, and puts nothing into service."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from marketplace.jobs.learning import learn_from_verdicts
from marketplace.models import AuditEvent, MatcherVersion, MatcherVersionState
from marketplace.services.learning.versions import active_version
from tests.doubles import FakeEngine, MovableClock, RecordingQueue
from tests.services.learning.conftest import make_verdicts


@dataclass
class Night:
    """What the job is handed."""

    sessions: sessionmaker[Session]
    engine: FakeEngine
    jobs: RecordingQueue
    clock: MovableClock
    url: str = ""


@pytest.fixture
def night(
    sessions: sessionmaker[Session], engine: FakeEngine, jobs: RecordingQueue, clock: MovableClock
) -> Night:
    return Night(sessions, engine, jobs, clock)


def versions(session: Session) -> list[MatcherVersion]:
    session.expire_all()
    return list(session.scalars(select(MatcherVersion)))


def test_it_makes_a_candidate_and_leaves_what_ranks(night: Night, session: Session) -> None:
    verdicts = make_verdicts(session, night.clock)
    said = learn_from_verdicts(night)

    (version,) = versions(session)
    assert said == f"version {version.id} from {len(verdicts)} verdicts is better"
    assert (version.state, version.created_at) == (MatcherVersionState.CANDIDATE, night.clock.now())
    assert active_version(session) is None
    assert night.jobs.refreshed == []
    learned = session.scalars(select(AuditEvent).where(AuditEvent.action == "matcher.learn")).one()
    assert learned.actor_id is None


def test_a_night_without_new_verdicts_adds_nothing(night: Night, session: Session) -> None:
    make_verdicts(session, night.clock)
    assert learn_from_verdicts(night) == learn_from_verdicts(night)
    assert len(versions(session)) == 1


def test_a_young_site_says_what_it_lacks_and_stays_as_it_is(night: Night, session: Session) -> None:
    assert "nothing to learn from" in learn_from_verdicts(night)
    verdicts = make_verdicts(session, night.clock)
    for late in verdicts[20:]:
        session.delete(late)
    session.commit()
    assert "there are 20 verdicts" in learn_from_verdicts(night)
    assert versions(session) == []
