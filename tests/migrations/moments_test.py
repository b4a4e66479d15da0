"""The moments of the way are found again in the trail for pairs that walked before they were kept."""

from __future__ import annotations

from alembic import command
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.database import alembic_config, connect, migrate, session_factory
from marketplace.models import Match
from marketplace.services.audit.moments import WAY
from tests.doubles import MovableClock
from tests.factories.journeys import make_journeys


def steps_of(session: Session) -> dict[int, list[bool]]:
    """Which steps each pair is known to have reached."""
    return {
        match.id: [getattr(match, name) is not None for name in WAY]
        for match in session.scalars(select(Match))
    }


def test_pairs_that_walked_before_keep_their_steps(own_url: str) -> None:
    engine = connect(own_url)
    sessions = session_factory(engine)
    with sessions() as session:
        journeys = make_journeys(session, MovableClock())
        session.commit()
        kept, delivered = steps_of(session), journeys.delivered.match.id
    command.downgrade(alembic_config(own_url), "0012")
    migrate(own_url)
    with sessions() as session:
        found = steps_of(session)
    engine.dispose()
    # What a test puts into a state by hand has left no trail behind it, so only walked steps are compared.
    assert found[delivered][2:] == kept[delivered][2:]
    assert [steps[3:] for steps in found.values()] == [steps[3:] for steps in kept.values()]
    assert all(steps[0] for steps in found.values())
