"""Contacts, and uploaded files that still wait, are encrypted where they lie."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from marketplace.models.encrypted import KEYRING

revision = "0016"
down_revision = "0017"
branch_labels = None
depends_on = None

BATCH = 1_000


def encrypted(value: str) -> str:
    """As the column keeps it."""
    return KEYRING.encrypt(value.encode()).decode("ascii")


def plain(value: str) -> str:
    """As it was before this revision."""
    return KEYRING.decrypt(value.encode()).decode()


def convert_contacts(convert: Callable[[str], str]) -> None:
    """Every contact, a thousand at a time in the order of the key."""
    connection, after = op.get_bind(), 0
    page = sa.text(
        "SELECT listing_id, name, phone, email FROM listing_contacts"
        " WHERE listing_id > :after ORDER BY listing_id LIMIT :most"
    )
    write = sa.text(
        "UPDATE listing_contacts SET name = :name, phone = :phone, email = :email WHERE listing_id = :id"
    )
    while rows := connection.execute(page, {"after": after, "most": BATCH}).all():
        connection.execute(
            write,
            [
                {"id": row.listing_id, "name": convert(row.name)}
                | {"phone": convert(row.phone), "email": convert(row.email)}
                for row in rows
            ],
        )
        after = rows[-1].listing_id


def convert_files(convert: Callable[[bytes], bytes]) -> None:
    """Every uploaded file that is still kept, one at a time: each may have many megabytes."""
    connection = op.get_bind()
    kept = connection.scalars(sa.text("SELECT id FROM import_batches WHERE length(content) > 0")).all()
    read = sa.text("SELECT content FROM import_batches WHERE id = :id")
    write = sa.text("UPDATE import_batches SET content = :content WHERE id = :id")
    for batch_id in kept:
        content = convert(bytes(connection.scalar(read, {"id": batch_id})))
        connection.execute(write, {"id": batch_id, "content": content})


def upgrade() -> None:
    """Apply."""
    convert_contacts(encrypted)
    convert_files(KEYRING.encrypt)


def downgrade() -> None:
    """Take back."""
    convert_contacts(plain)
    convert_files(KEYRING.decrypt)
