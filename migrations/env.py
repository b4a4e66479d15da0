"""Alembic's environment: online only, over the models' metadata."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool
from sqlalchemy.sql.schema import SchemaItem

from marketplace.models import Base

OTHERS_TABLES = ("procrastinate_",)  # the job library's tables, made from its own schema


def include_object(
    item: SchemaItem, name: str | None, kind: str, reflected: bool, other: SchemaItem | None
) -> bool:
    """Leave the job library's tables out of comparisons."""
    return not (kind == "table" and name is not None and name.startswith(OTHERS_TABLES))


def run() -> None:
    """Run the migrations in one transaction each."""
    url = context.config.get_main_option("sqlalchemy.url")
    assert url is not None, "marketplace.database.alembic_config sets the address"
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            compare_server_default=False,
            include_object=include_object,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
