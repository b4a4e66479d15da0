"""flask create-account, flask reset-second-step."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from marketplace.commands.application import outside
from marketplace.database import transaction
from marketplace.errors import InvalidInput
from marketplace.models import Role
from marketplace.services.accounts.create import create_account
from marketplace.services.accounts.sign_in import find_account
from marketplace.services.factors.take_away import reset_factor


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


@click.command("reset-second-step")
@click.argument("email")
@with_appcontext
def reset_second_step_command(email: str) -> None:
    """Take away the second step of an account whose owner lost it; its sessions end."""
    with transaction(outside().sessions) as session:
        account = find_account(session, email)
        if account is None:
            raise click.ClickException("There is no account with this e-mail address.")
        reset_factor(session, None, account.id, clock=outside().clock)
    click.echo(f"The password alone opens the account {email} now.")
