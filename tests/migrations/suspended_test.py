"""Who was put out before it was kept by whom is found again in the trail."""

from __future__ import annotations

from alembic import command
from sqlalchemy.orm import Session

from marketplace.database import alembic_config, connect, migrate, session_factory
from marketplace.models import Account, Role, SuspendedFor
from marketplace.services.accounts.set_active import set_account_active
from marketplace.services.organizations.members import set_member_active
from tests.doubles import MovableClock
from tests.factories import make_account


def put_out(session: Session, clock: MovableClock) -> dict[int, SuspendedFor | None]:
    """Colleagues kept out by their manager, by an administrator, and by both in turn."""
    administrator = make_account(session, Role.ADMINISTRATOR)
    manager = make_account(session, Role.COMPANY, is_manager=True)
    by_manager, by_administrator, by_both = (
        make_account(session, Role.COMPANY, manager.organization) for _ in range(3)
    )
    for one in (by_administrator, by_both):
        set_account_active(session, administrator, one.id, active=False, clock=clock)
    set_account_active(session, administrator, by_both.id, active=True, clock=clock)
    for one in (by_manager, by_both):
        set_member_active(session, manager, one.id, active=False, clock=clock)
    return {by_manager.id: None, by_both.id: None, by_administrator.id: SuspendedFor.ADMINISTRATOR}


def test_whom_an_administrator_had_put_out_no_manager_lets_in_later(own_url: str) -> None:
    engine = connect(own_url)
    sessions = session_factory(engine)
    with sessions() as session:
        expected = put_out(session, MovableClock())
        session.commit()
    command.downgrade(alembic_config(own_url), "0021a")
    migrate(own_url)
    with sessions() as session:
        found = {key: session.get_one(Account, key).suspended_for for key in expected}
    engine.dispose()
    assert found == expected
