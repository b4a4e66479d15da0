"""The engine ranks with what is in service as soon as that changes: a trigger tells, a thread hears."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session, sessionmaker

from marketplace.database import transaction
from marketplace.engine.core import LocalEngine
from marketplace.engine.follow import Follower
from marketplace.engine.weights import CHANNEL, ActiveWeights
from marketplace.services.learning.promote import promote_version
from marketplace.services.learning.retrain import retrain_matcher
from marketplace.services.learning.rollback import roll_back
from marketplace.services.learning.versions import learned_by
from matching.encoders.hashing import HashingEncoder
from matching.fusion import Fusion
from matching.learning.propose import Learned
from tests.doubles import MovableClock, RecordingQueue
from tests.engine.follow_test import eventually
from tests.services.learning.conftest import MODEL, make_verdicts


@dataclass
class Following:
    """An engine that hears of versions."""

    core: LocalEngine
    weights: ActiveWeights

    @property
    def fusion(self) -> Fusion:
        """What it ranks with."""
        return self.core.matcher.trained.fusion


@pytest.fixture
def following(own_url: str, own_sessions: sessionmaker[Session]) -> Iterator[Following]:
    core = LocalEngine(HashingEncoder(), own_sessions)
    weights = ActiveWeights(core.matcher, own_sessions, MODEL)
    follower = Follower(own_url, core.refresh, core.level.follow, {CHANNEL: weights.load})
    follower.start()
    yield Following(core, weights)
    follower.stop()


def promoted(sessions: sessionmaker[Session], clock: MovableClock) -> tuple[int, Learned]:
    """A version learned from verdicts and put into service."""
    with sessions() as session:
        make_verdicts(session, clock)
        version = retrain_matcher(session, None, clock=clock)
        session.flush()
        promote_version(session, None, version.id, clock=clock, jobs=RecordingQueue())
        session.commit()
        learned = learned_by(version)
    assert learned is not None
    return version.id, learned


def test_a_promoted_version_ranks_and_a_rollback_brings_the_shipped_weights_back(
    following: Following, own_sessions: sessionmaker[Session], clock: MovableClock
) -> None:
    shipped = following.fusion
    version_id, learned = promoted(own_sessions, clock)
    assert learned.fusion != shipped
    assert eventually(lambda: following.fusion == learned.fusion)
    assert following.weights.version_id == version_id

    with transaction(own_sessions) as session:
        roll_back(session, None, jobs=RecordingQueue())
    assert eventually(lambda: following.fusion == shipped)
    assert following.weights.version_id is None


def test_what_was_promoted_while_it_was_away_is_taken_up(
    own_sessions: sessionmaker[Session], clock: MovableClock
) -> None:
    _, learned = promoted(own_sessions, clock)
    core = LocalEngine(HashingEncoder(), own_sessions)
    other = ActiveWeights(core.matcher, own_sessions, "another encoder")
    other.load()
    assert other.version_id is None
    ActiveWeights(core.matcher, own_sessions, MODEL).load()
    assert core.matcher.trained.fusion == learned.fusion
