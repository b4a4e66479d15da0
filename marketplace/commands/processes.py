"""flask serve, flask engine, flask worker: the site as a whole, and its parts for a real server."""

from __future__ import annotations

import logging
import os
import sys

import click
from flask.cli import with_appcontext

from marketplace.commands.application import mail_room, outside, settings
from marketplace.database import database_url
from marketplace.engine import command as engine
from marketplace.jobs.worker import run_worker
from marketplace.serving.serve import serve


@click.command("serve")
@with_appcontext
def serve_command() -> None:
    """Start everything: database, engine, worker and web; Ctrl-C stops it all."""
    sys.exit(serve(settings(), outside()))


@click.command("engine")
@with_appcontext
def engine_command() -> None:
    """Run the matching engine in the foreground."""
    command = engine.engine_command(settings())
    os.execv(command[0], command)  # noqa: S606 (our own interpreter, no shell)


@click.command("worker")
@with_appcontext
def worker_command() -> None:
    """Run the background worker in the foreground."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for chatty in ("httpx", "procrastinate"):  # the tasks say what they do, in a line
        logging.getLogger(chatty).setLevel(logging.WARNING)
    run_worker(
        database_url(settings()),
        outside(),
        top=settings().suggestions_per_demand,
        mail=mail_room(),
        idle_days=settings().idle_suspend_days,
        audit_heads=settings().audit_heads,
    )
