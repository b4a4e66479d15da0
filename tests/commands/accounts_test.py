"""flask reset-second-step, as an operator runs it."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import AuditEvent, Role, SecondFactor
from marketplace.services.ports import SystemClock
from tests.factories import make_account
from tests.factories.factors import make_factor


def test_the_operator_takes_a_lost_second_step_away(app: Flask, session: Session) -> None:
    account = make_account(session, Role.ADMINISTRATOR)
    make_factor(session, account, SystemClock())
    session.commit()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["reset-second-step", "nobody@test.invalid"]).exit_code == 1
    done = runner.invoke(args=["reset-second-step", account.email])
    assert done.exit_code == 0, done.output
    assert session.get(SecondFactor, account.id) is None
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "account.factor_reset")).one()
    assert event.actor_id is None
