"""flask migrate, and flask make-revision for those who change the tables."""

from __future__ import annotations

import click
from alembic import command
from alembic.script import ScriptDirectory
from flask.cli import with_appcontext

from marketplace.commands.application import settings
from marketplace.database import alembic_config, database_url, migrate


@click.command("migrate")
@with_appcontext
def migrate_command() -> None:
    """Bring the database's tables up to date."""
    migrate(database_url(settings()))


@click.command("make-revision")
@click.argument("message")
@with_appcontext
def make_revision_command(message: str) -> None:
    """Write the next revision from what the models say and the database has not; then read and mend it."""
    config = alembic_config(database_url(settings()))
    head = ScriptDirectory.from_config(config).get_current_head() or "0"
    command.revision(config, message=message, autogenerate=True, rev_id=f"{int(head) + 1:04d}")
