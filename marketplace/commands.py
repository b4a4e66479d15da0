"""flask … commands: each parses its arguments and hands over."""

from __future__ import annotations

import click
from flask import Flask

from marketplace.database import database_url, migrate
from marketplace.settings import Settings


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database's tables up to date."""
    migrate(database_url(Settings()))


def init_app(app: Flask) -> None:
    """Add the commands to `flask`."""
    app.cli.add_command(migrate_command)
