"""Write everything that is encrypted under the newest key, so that an older one can be taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, Text, select, tuple_, type_coerce, update
from sqlalchemy.orm import Session

from marketplace.models import Base
from marketplace.models.encrypted import KEYRING, EncryptedBytes, EncryptedText

BATCH = 500
Rotated = Callable[[str, int], None]


def encrypted_columns() -> Iterator[tuple[Table, Sequence[Column[Any]]]]:
    """Every table that keeps something encrypted, with those columns."""
    for table in Base.metadata.sorted_tables:
        columns = [
            column for column in table.columns if isinstance(column.type, EncryptedText | EncryptedBytes)
        ]
        if columns:
            yield table, columns


def rotate_batch(session: Session, table: Table, after: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    """Re-encrypt the next rows of the table in the order of its key; the last row's key, None at the end.

    The rows are locked meanwhile and their versions stay: what they say has not changed. Raises
    UnreadableContact when a value opens with no key; the caller's transaction then changes nothing.
    """
    key = list(table.primary_key.columns)
    columns = dict(encrypted_columns())[table]
    raw = [type_coerce(column, stored_as(column)).label(column.name) for column in columns]
    page = select(*key, *raw).order_by(*key).limit(BATCH).with_for_update()
    if after is not None:
        page = page.where(tuple_(*key) > tuple_(*after))
    rows = session.execute(page).all()
    for row in rows:
        values = {column.name: rotated(row._mapping[column.name]) for column in columns}  # noqa: SLF001 - public name
        session.execute(
            update(table)
            .where(*(column == row[place] for place, column in enumerate(key)))
            .values({column: type_coerce(values[column.name], stored_as(column)) for column in columns})
        )
    return tuple(rows[-1][: len(key)]) if rows else None


def stored_as(column: Column[Any]) -> Text | LargeBinary:
    """The plain type under the encrypted one: what lies there is to be seen as it is."""
    return LargeBinary() if isinstance(column.type, EncryptedBytes) else Text()


def rotated(token: str | bytes | None) -> str | bytes | None:
    """The token under the newest key; nothing stays nothing."""
    if not token:
        return token
    return KEYRING.rotate(token.encode()).decode("ascii") if isinstance(token, str) else KEYRING.rotate(token)
