"""The schema can be built, taken down and rebuilt; models and newest revision agree; data survives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from marketplace.database import alembic_config, connect, migrate, session_factory
from marketplace.models import AuditEvent, Listing, ListingContact
from tests.databases import created_database


@pytest.fixture
def empty_url(server_url: str) -> Iterator[str]:
    """A fresh, empty database."""
    with created_database(server_url) as url:
        yield url


# As the tables were at the first revision: the models of today may know columns that were not there.
FIRST_ROWS = """
WITH owner AS (
    INSERT INTO organizations (name, organization_type, unified_social_credit_code)
    VALUES ('某街道办事处', '政府部门', '115101990000000000') RETURNING id
), listing AS (
    INSERT INTO listings (code, kind, state, organization_id)
    SELECT 'X01', 'demand', 'published', id FROM owner RETURNING id
), version AS (
    INSERT INTO listing_versions (listing_id, number, title, industry, region, summary, content_hash)
    SELECT id, 1, '迁移后还在的需求', '城市治理', '锦江区', '简介', 'hash' FROM listing
)
INSERT INTO listing_contacts (listing_id, name, phone, email)
SELECT id, '王工', '028-8000-0001', 'first@example.com' FROM listing;
UPDATE listings SET published_version_id = (SELECT id FROM listing_versions);
"""


def test_there_is_one_head(migrated_url: str) -> None:
    """Two heads would mean two truths."""
    assert len(ScriptDirectory.from_config(alembic_config(migrated_url)).get_heads()) == 1


def test_the_newest_revision_is_what_the_models_say(migrated_url: str, database: Engine) -> None:
    """`alembic check` raises when they differ."""
    command.check(alembic_config(migrated_url))
    with database.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1


def test_up_down_up_leaves_nothing_behind_and_builds_the_same(empty_url: str) -> None:
    """Every revision can be taken back, and what it made is gone."""
    engine = connect(empty_url)
    migrate(empty_url)
    built = sorted(inspect(engine).get_table_names())
    command.downgrade(alembic_config(empty_url), "base")
    left = set(inspect(engine).get_table_names()) - {"alembic_version"}
    assert left == set()
    with engine.connect() as connection:
        functions = connection.scalars(
            text("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        ).all()
    assert functions == []
    migrate(empty_url)
    assert sorted(inspect(engine).get_table_names()) == built
    engine.dispose()


def test_data_survives_every_revision_after_the_first(empty_url: str) -> None:
    """Rows written at the first revision are there at the head, and the head can be applied twice."""
    migrate(empty_url, "0001")
    engine = connect(empty_url)
    with engine.begin() as connection:
        connection.execute(text(FIRST_ROWS))
    migrate(empty_url)
    migrate(empty_url)
    with session_factory(engine)() as session:
        listing = session.scalars(select(Listing).where(Listing.code == "X01")).one()
        contact = session.get_one(ListingContact, listing.id)
        assert listing.published_version is not None
        assert listing.published_version.title == "迁移后还在的需求"
        assert (listing.organization.name, contact.name, contact.version) == ("某街道办事处", "王工", 1)
    engine.dispose()


def test_contacts_are_encrypted_on_the_way_up_and_plain_on_the_way_down(empty_url: str) -> None:
    """Those written before the columns were encrypted, and the files that still wait, are converted."""
    migrate(empty_url, "0008")
    engine = connect(empty_url)
    with engine.begin() as connection:
        connection.execute(text(FIRST_ROWS))
        connection.execute(
            text("INSERT INTO import_batches (filename, content, state) VALUES ('a.csv', 'row', 'previewed')")
        )

    def lie() -> str:
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT name, phone, email FROM listing_contacts")).all()
            files = connection.scalars(text("SELECT content FROM import_batches")).all()
            return f"{rows} {[bytes(content) for content in files]}"

    before = lie()
    assert all(value in before for value in ("王工", "028-8000-0001", "first@example.com", "row"))
    migrate(empty_url)
    assert not any(value in lie() for value in ("王工", "028-8000-0001", "first@example.com", "row"))
    with session_factory(engine)() as session:
        assert session.scalars(select(ListingContact.email)).all() == ["first@example.com"]
    command.downgrade(alembic_config(empty_url), "0008")
    assert lie() == before
    engine.dispose()


@pytest.mark.parametrize("statement", ["UPDATE audit_events SET action = 'x'", "DELETE FROM audit_events"])
def test_the_trail_refuses_changes(database: Engine, statement: str) -> None:
    """Not even a direct statement changes an event."""
    with database.connect() as connection, connection.begin() as outer:
        connection.execute(
            AuditEvent.__table__.insert().values(action="tried", entity_type="listings", entity_id=1)
        )
        with pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text(statement))
        outer.rollback()
