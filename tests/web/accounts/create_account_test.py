"""flask create-account."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, Role
from marketplace.services.accounts.passwords import password_matches

TYPED = "a long river of jade\na long river of jade\n"


def test_the_password_is_typed_and_never_echoed(app: Flask, session: Session) -> None:
    arguments = ["create-account", "New@Test.invalid", "--name", "新管理员", "--role", "administrator"]
    done = app.test_cli_runner().invoke(args=arguments, input=TYPED)
    assert done.exit_code == 0, done.output
    assert "river" not in done.output
    made = session.scalars(select(Account).where(Account.email == "new@test.invalid")).one()
    assert made.role is Role.ADMINISTRATOR
    assert password_matches(made.password_hash, "a long river of jade")


def test_what_is_wrong_is_said_and_nothing_is_made(app: Flask, session: Session) -> None:
    arguments = ["create-account", "new@test.invalid", "--name", "新企业", "--role", "company"]
    done = app.test_cli_runner().invoke(args=arguments, input=TYPED)
    assert done.exit_code == 1
    assert "There is no organization with this code." in done.output
    assert session.scalars(select(Account)).all() == []
