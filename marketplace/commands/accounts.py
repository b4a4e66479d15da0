"""flask create-account."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from marketplace.commands.application import outside
from marketplace.database import transaction
from marketplace.errors import InvalidInput
from marketplace.models import Role
from marketplace.services.accounts.create import create_account


@click.command("create-account")
@click.argument("email")
@click.option("--name", required=True, help="How the person is named on the pages.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--organization", help="Unified social credit code; for companies and demand owners.")
@click.password_option(help="Left out, it is asked for.")
@with_appcontext
def create_account_command(email: str, name: str, role: str, organization: str | None, password: str) -> None:
    """Create an account that may sign in."""
    try:
        with transaction(outside().sessions) as session:
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
