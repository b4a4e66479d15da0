"""flask … commands: each parses its arguments and hands over."""

from __future__ import annotations

import click
from flask import Flask

from marketplace.database import connect, database_url, migrate, session_factory, transaction
from marketplace.errors import InvalidInput
from marketplace.models import Role
from marketplace.services.accounts.create import create_account
from marketplace.settings import Settings


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database's tables up to date."""
    migrate(database_url(Settings()))


@click.command("create-account")
@click.argument("email")
@click.option("--name", required=True, help="How the person is named on the pages.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--organization", help="Unified social credit code; for companies and demand owners.")
@click.password_option(help="Left out, it is asked for.")
def create_account_command(email: str, name: str, role: str, organization: str | None, password: str) -> None:
    """Create an account that may sign in."""
    sessions = session_factory(connect(database_url(Settings())))
    try:
        with transaction(sessions) as session:
            create_account(
                session,
                None,
                email=email,
                display_name=name,
                role=Role(role),
                password=password,
                organization_code=organization,
            )
    except InvalidInput as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Created the {role} account {email}.")


def init_app(app: Flask) -> None:
    """Add the commands to `flask`."""
    app.cli.add_command(migrate_command)
    app.cli.add_command(create_account_command)
