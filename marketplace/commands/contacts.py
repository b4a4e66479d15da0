"""flask contacts …: the keys under which contacts lie."""

from __future__ import annotations

import click
from cryptography.fernet import Fernet
from flask.cli import with_appcontext

from marketplace.commands.application import outside
from marketplace.database import transaction
from marketplace.errors import UnreadableContact
from marketplace.services.contacts.rotate import encrypted_columns, rotate_batch


@click.group("contacts")
def contacts_group() -> None:
    """Keys of the contacts at rest."""


@contacts_group.command("new-key")
def new_key_command() -> None:
    """Print a fresh key, to be put first into JINGQIAO_CONTACT_KEYS."""
    click.echo(Fernet.generate_key().decode("ascii"))


@contacts_group.command("rotate")
@with_appcontext
def rotate_command() -> None:
    """Write every contact under the newest key; after that the older keys may be taken away."""
    try:
        for table, _ in encrypted_columns():
            after, batches = None, 0
            while True:
                with transaction(outside().sessions) as session:
                    after = rotate_batch(session, table, after)
                if after is None:
                    break
                batches += 1
            click.echo(f"{table.name}: done, {batches} batches")
    except UnreadableContact as error:
        raise click.ClickException(str(error)) from error
