"""What the database's errors tell."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError


def test_an_error_does_not_repeat_what_was_sent(database: Engine) -> None:
    with database.connect() as connection, pytest.raises(SQLAlchemyError) as caught:
        connection.execute(text("SELECT 1 FROM nowhere WHERE name = :name"), {"name": "联系人王工"})
    assert "王工" not in str(caught.value)
