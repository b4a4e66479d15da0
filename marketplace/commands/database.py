"""flask migrate."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from marketplace.commands.application import settings
from marketplace.database import database_url, migrate


@click.command("migrate")
@with_appcontext
def migrate_command() -> None:
    """Bring the database's tables up to date."""
    migrate(database_url(settings()))
