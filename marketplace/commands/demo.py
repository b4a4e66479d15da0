"""flask demo-load, flask demo-reset."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from marketplace.commands.application import outside, settings
from marketplace.database import connect, database_url
from marketplace.serving.processes import engine_answers
from marketplace.serving.reset import empty_database
from marketplace.serving.serve import load_and_match_demo


@click.command("demo-load")
@with_appcontext
def load_command() -> None:
    """Load the demonstration into an empty database and match it."""
    refuse_while_running()
    sys.exit(load_and_match_demo(settings(), outside()))


@click.command("demo-reset")
@click.option("--yes", is_flag=True, help="Also when DATABASE_URL names the database: all of it is lost.")
@with_appcontext
def reset_command(yes: bool) -> None:
    """Drop all data and load the demonstration again."""
    if settings().database_url and not yes:
        raise click.ClickException(
            "DATABASE_URL names a database of yours: all of it would be lost. Add --yes if you mean it."
        )
    refuse_while_running()
    try:
        empty_database(connect(database_url(settings())))
    except RuntimeError as error:
        raise click.ClickException(str(error)) from error
    settings().audit_heads.unlink(missing_ok=True)  # those of the trail that was dropped
    sys.exit(load_and_match_demo(settings(), outside()))


def refuse_while_running() -> None:
    """Both start an engine and a worker of their own."""
    if engine_answers(outside().engine)():
        raise click.ClickException("The site is running. Stop it first (Ctrl-C).")
