"""flask match, flask rebuild-index."""

from __future__ import annotations

import threading

import click
from flask.cli import with_appcontext
from rich.console import Console

from marketplace.commands.application import outside, settings
from marketplace.database import database_url, transaction
from marketplace.jobs.queue import MATCHING_QUEUE
from marketplace.jobs.worker import run_worker
from marketplace.serving.processes import engine_answers
from marketplace.serving.progress import progress_bar, run_watcher
from marketplace.serving.supervisor import Supervisor


@click.command("match")
@with_appcontext
def match_command() -> None:
    """Embed and match everything published now, showing how far it has come. Needs the engine."""
    require_engine()
    with transaction(outside().sessions) as session:
        run_id = outside().jobs.refresh_matches(session, (), "command")
    # The job is done here, or by the worker should it be quicker: the queue sees to it that it is done once.
    working = threading.Thread(
        target=run_worker,
        args=(database_url(settings()), outside()),
        kwargs={"top": settings().suggestions_per_demand, "only": MATCHING_QUEUE},
    )
    working.start()
    console = Console()
    with Supervisor(console, {}) as supervisor, progress_bar(console) as bar:
        supervisor.tend_until(run_watcher(outside().sessions, run_id, bar))
    working.join()


@click.command("rebuild-index")
@with_appcontext
def rebuild_index_command() -> None:
    """Compare the engine's indexes with the database and mend any difference."""
    require_engine()
    click.echo(f"data version {outside().engine.refresh()}")


def require_engine() -> None:
    """Both ask it for work."""
    if not engine_answers(outside().engine)():
        raise click.ClickException("The engine does not answer. Start it with: flask engine")
